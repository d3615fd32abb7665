import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildFailure, type BuildOptions, type Message } from 'esbuild';
import type { Bundle } from '../../sim/program.ts';
import { ImplementationError } from './error.ts';
import { importRules, isAllowedFile } from './imports.ts';
import { keepLines, type Mapped } from './keep-lines.ts';
import { projectRoot } from './root.ts';

const common = {
  bundle: true,
  write: false,
  platform: 'browser',
  target: 'node20',
  sourcemap: 'external',
  sourcesContent: true,
  logLevel: 'silent',
  // The nearest tsconfig.json of a submission must not change what its code means.
  tsconfigRaw: {},
} as const satisfies BuildOptions;

/**
 * Looking up a global in a context costs far more than looking up a variable. Both bundles therefore
 * stand in a function that holds the globals they use in variables, one scope further out than the
 * code's own names.
 */
const languageGlobals = [
  'Array',
  'ArrayBuffer',
  'BigInt',
  'Boolean',
  'DataView',
  'Error',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'RangeError',
  'Reflect',
  'Set',
  'String',
  'Symbol',
  'TypeError',
  'Uint8Array',
  'WeakMap',
  'isNaN',
  'parseInt',
  'undefined',
];

/** What a process finds besides the language; it is there before the implementation is. */
const worldGlobals = [
  'clearInterval',
  'clearTimeout',
  'console',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'Date',
  'TextDecoder',
  'TextEncoder',
];

function holding(globals: readonly string[]): { before: string; after: string } {
  const names = globals.join(', ');
  return { before: `((${names}) => (`, after: `))(${names})` };
}

/** The code that builds the inside of a Raft server's process: a function `connect(host)`. */
export async function bundleRuntime(): Promise<Bundle> {
  const { before, after } = holding(languageGlobals);
  const fileName = path.join(projectRoot, 'tester/guest/main.js');
  const bundled = await bundleFile({
    ...common,
    entryPoints: [path.join(projectRoot, 'tester/guest/main.ts')],
    outfile: fileName,
    format: 'iife',
    globalName: 'runtime',
    banner: { js: `${before}(() => {` },
    footer: { js: `return runtime.connect; })()${after}` },
  });
  return { ...withInlineMap(bundled), fileName };
}

/**
 * An implementation and all it imports as one function that fills a module. A dynamic import becomes
 * an ordinary one, or an error inside: the host's would hand out objects of the host.
 *
 * @throws ImplementationError with every error's place and reason
 */
export async function bundleImplementation(file: string): Promise<Bundle> {
  const options = implementationOptions(file);
  const bundled = await bundleFile(options);
  refuseForeignInputs(bundled.inputs, file);
  return { ...withInlineMap(bundled), fileName: options.outfile };
}

/**
 * The same for a debugger, even one that knows no source maps: the code goes by the name of the file,
 * and what is written there stands on its own lines. What the file imports stands on the first.
 */
export async function bundleForDebugger(file: string): Promise<Bundle> {
  const bundled = await bundleFile({
    ...implementationOptions(file),
    // As keepLines needs it.
    minifyWhitespace: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false, 'template-literal': false },
  });
  return { ...withInlineMap(keepLines(path.basename(file), bundled)), fileName: file };
}

function implementationOptions(file: string): BuildOptions & { outfile: string } {
  const { before, after } = holding([...languageGlobals, ...worldGlobals]);
  return {
    ...common,
    absWorkingDir: path.dirname(file),
    entryPoints: [file],
    outfile: file.replace(/(\.[a-z]+)?$/, '.bundle.js'),
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [importRules(file)],
    banner: { js: `${before}function (module) {\n'use strict';` },
    footer: { js: `}${after}` },
  };
}

/**
 * Looks at what has really gone into a bundle: the rules of imports judge names, and a name may have
 * meant something that they do not know.
 */
function refuseForeignInputs(inputs: readonly string[], file: string): void {
  const folder = path.dirname(file);
  const ownFolder = realpathSync(folder);
  for (const input of inputs) {
    const source = path.resolve(folder, input);
    if (existsSync(source) && isAllowedFile(realpathSync(source), ownFolder)) continue;
    throw new ImplementationError(`cannot import ${input}: it is no file of the implementation`);
  }
}

/** Debuggers find the sources through the map inside the code itself. */
function withInlineMap({ code, map }: Mapped): Mapped {
  const inlined = Buffer.from(map).toString('base64');
  return { code: `${code}\n//# sourceMappingURL=data:application/json;base64,${inlined}`, map };
}

async function bundleFile(
  options: BuildOptions & { outfile: string },
): Promise<Mapped & { inputs: readonly string[] }> {
  try {
    const { outputFiles = [], metafile } = await build({ ...options, metafile: true });
    const textOf = (ending: string): string =>
      outputFiles.find((output) => output.path.endsWith(ending))?.text ?? '';
    const inputs = Object.keys(metafile.inputs);
    return { code: textOf('.js'), map: textOf('.map'), inputs };
  } catch (error) {
    // An error without a place is not about the text: it is we who used the bundler wrongly.
    if (!isBuildFailure(error) || error.errors.every(({ location }) => location === null)) {
      throw error;
    }
    throw new ImplementationError(error.errors.map((each) => describe(each, options)).join('\n'));
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}

function describe(message: Message, options: BuildOptions): string {
  const { location, text } = message;
  if (location === null) return text;
  const file = path.resolve(options.absWorkingDir ?? '', location.file);
  const shown = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  const place = `${shown}:${location.line}:${location.column + 1}`;
  return `${place}: ${text}\n    ${location.lineText.trim()}`;
}
