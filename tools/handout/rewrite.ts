import ts from 'typescript';
import { isHandedOut } from './contents.ts';

/** What of the project's `package.json` is looked at here; the rest is handed out as it is. */
interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Scripts that mean something else where the project itself is not tested. */
const studentScripts: Readonly<Record<string, string>> = {
  test: 'tsx tools/commands/test.ts',
  check: 'tsc -p skeleton && tsc -p .',
};

/** Packages that are used without being imported. */
const tools = ['tsx', 'typescript', '@types/node'];

/**
 * `package.json` for students: the scripts that run what is handed out, and the packages it imports.
 *
 * @param sources the handed-out files of TypeScript, as text
 */
export function packageJson(text: string, sources: readonly string[]): string {
  const project = JSON.parse(text) as PackageJson;
  const used = new Set([...tools, ...sources.flatMap(packagesIn)]);
  const isUsed = ([name]: readonly [string, string]): boolean =>
    used.has(name) || used.has(name.replace(/^@types\//, ''));
  const scripts = Object.entries(project.scripts).flatMap(([name, command]) => {
    const own = studentScripts[name];
    if (own !== undefined) return [[name, own]];
    const [, file = ''] = /^tsx (\S+)/.exec(command) ?? [];
    const works = isHandedOut(file) === true && !command.includes('--raft solutions');
    return works ? [[name, command]] : [];
  });
  return json({
    ...project,
    scripts: Object.fromEntries(scripts) as unknown,
    devDependencies: Object.fromEntries(Object.entries(project.devDependencies).filter(isUsed)),
    dependencies: Object.fromEntries(Object.entries(project.dependencies).filter(isUsed)),
  });
}

/** The packages that a file of TypeScript imports: `tar` for `tar/list`. */
function packagesIn(source: string): readonly string[] {
  return ts.preProcessFile(source, true, true).importedFiles.flatMap(({ fileName }) => {
    const [name] = /^(@[^/]+\/)?[^./#@][^/]*/.exec(fileName) ?? [];
    return name === undefined || name.startsWith('node:') ? [] : [name];
  });
}

/** `tsconfig.json` without the folders that are not there. */
export function tsconfigJson(text: string, files: readonly string[]): string {
  const config = JSON.parse(text) as { readonly exclude: readonly string[] };
  const isThere = (place: string): boolean =>
    files.some((file) => file === place || file.startsWith(`${place}/`));
  const exclude = config.exclude.filter(
    (place) => place === 'node_modules' || place.includes('*') || isThere(place),
  );
  return json({ ...config, exclude });
}

/** What VS Code offers to debug, without the reference. */
export function launchJson(text: string): string {
  const config = JSON.parse(text) as {
    readonly configurations: readonly { readonly runtimeArgs: readonly string[] }[];
  };
  const configurations = config.configurations.filter(
    ({ runtimeArgs }) => !runtimeArgs.includes('solutions'),
  );
  return json({ ...config, configurations });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
