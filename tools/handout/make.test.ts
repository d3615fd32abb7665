import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runScript } from '../commands/testing/cli.ts';
import {
  anchorsIn,
  commandsIn,
  linksIn,
  pathsIn,
  readDocuments,
} from '../../docs/testing/documents.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { makeHandout, refuseOwnSolution } from './make.ts';

let folder: string;
/** What students get, in a folder whose name has a space. */
let handout: string;
let files: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-handout-'));
  handout = path.join(folder, 'course lab');
  makeHandout(handout);
  files = filesBelow(handout);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('what students get', () => {
  test('quotes the reference nowhere', () => {
    const theirs = new Set(['skeleton', 'raft'].flatMap((room) => codeLines(projectRoot, room)));
    const complete = ['solutions', 'tools/innocents'];
    const reference = new Set(
      complete.flatMap((room) => codeLines(projectRoot, room)).filter((l) => !theirs.has(l)),
    );
    expect(reference.size).toBeGreaterThan(500);
    const quoting = files.filter((file) => {
      const text = readFileSync(path.join(handout, file), 'utf8');
      // Two lines may be alike by chance.
      return [...reference].filter((line) => text.includes(line)).length > 2;
    });
    expect(quoting).toEqual([]);
  });

  test('speaks of nothing that students do not have', () => {
    const absent = /\b(known-bugs|innocents|grader|solutions|docs)\/|--raft solutions|CONTRIBUTING/;
    const speaking = files.filter((file) => {
      return absent.test(readFileSync(path.join(handout, file), 'utf8'));
    });
    expect(speaking).toEqual([]);
  });

  test('imports only files that are there, and packages that it asks for', () => {
    const { dependencies, devDependencies } = packageJson();
    const known = [...Object.keys({ ...dependencies, ...devDependencies }), '#raft', '#labgob'];
    const missing = files.filter(isSource).flatMap((file) => {
      const text = readFileSync(path.join(handout, file), 'utf8');
      return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName: name }) => {
        const isThere = name.startsWith('.')
          ? existsSync(path.join(handout, path.dirname(file), name))
          : name.startsWith('node:') || known.some((k) => name === k || name.startsWith(`${k}/`));
        return isThere ? [] : [`${file}: ${name}`];
      });
    });
    expect(missing).toEqual([]);
  });

  test('has scripts for what is there', () => {
    const { scripts } = packageJson();
    const missing = Object.values(scripts).flatMap((command) =>
      [...command.matchAll(/\b(?:tsx|tsc -p) (\S+)/g)].flatMap(([, place = '']) =>
        existsSync(path.join(handout, place)) ? [] : [command],
      ),
    );
    expect(missing).toEqual([]);
    expect(scripts.test).toBe('tsx tools/commands/test.ts');
    expect(Object.keys(scripts)).toEqual(
      expect.arrayContaining(['test:3A', 'test:all', 'watch', 'debug', 'sweep', 'explore']),
    );
    expect(Object.keys(scripts)).not.toContain('reference');
  });

  test('has a vitest that needs none of the files that stay here', () => {
    const config = readFileSync(path.join(handout, 'vitest.config.ts'), 'utf8');
    expect(config).toContain("include: ['labs/**/*.test.ts']");
    expect(config).not.toMatch(/tools\//);
  });

  test('has pages that name only commands, files and headings that are there', () => {
    const { scripts } = packageJson();
    const isThere = (name: string): boolean => existsSync(path.join(handout, name));
    const documents = readDocuments(handout);
    expect(documents.map(({ file }) => file)).toContain('README.md');
    const wrong = documents.flatMap((document) => [
      ...commandsIn(document).filter(({ script }) => scripts[script] === undefined),
      ...pathsIn(document).filter((name) => !isThere(name)),
      ...linksIn(document).filter(
        ({ path: page, heading }) =>
          !isThere(page) ||
          (heading !== '' &&
            !anchorsIn(readFileSync(path.join(handout, page), 'utf8')).includes(heading)),
      ),
    ]);
    expect(wrong).toEqual([]);
  });

  test('installs by npm ci: the lock has what package.json asks for, and no more', () => {
    const { status, stdout, stderr } = spawnSync(
      'npm',
      ['ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'],
      { cwd: handout, encoding: 'utf8', shell: process.platform === 'win32' },
    );
    expect(stderr + stdout).toContain('add tsx ');
    expect(status).toBe(0);
    const names = lockedPackages();
    expect(names).toContain('@esbuild/win32-x64');
    for (const name of ['playwright-core', 'eslint', 'tar']) expect(names).not.toContain(name);
  });
});

describe('with its packages installed', () => {
  beforeAll(() => {
    for (const name of lockedPackages()) {
      const from = path.join(projectRoot, 'node_modules', name);
      if (!existsSync(from)) continue; // For another system.
      const to = path.join(handout, 'node_modules', name);
      mkdirSync(path.dirname(to), { recursive: true });
      symlinkSync(from, to, 'junction');
    }
  });

  test('its types hold', () => {
    for (const project of ['.', 'skeleton']) {
      const compiler = path.join(handout, 'node_modules/typescript/bin/tsc');
      const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', project], {
        cwd: handout,
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
      expect(status).toBe(0);
    }
  });

  const oneOfEach = 'TestInitialElection3A|TestBasicAgree3B|TestPersist13C|TestSnapshotBasic3D';

  test('npm test fails on the skeleton in every part, and leaves pages', () => {
    const { code, stdout, stderr } = command('test.ts', ['-t', oneOfEach, '--seed', '7']);
    expect(stderr).toBe('');
    expect(stdout).toContain('3D: 0 of 1 passed\n0 of 4 tests passed');
    expect(code).toBe(1);
    expect(existsSync(path.join(handout, 'traces/TestInitialElection3A-7.html'))).toBe(true);
  });

  test('a student who asks for the reference is told what there is', () => {
    const { code, stderr } = command('test.ts', ['3A', '--raft', 'solutions']);
    expect(stderr).toMatch(/^no implementation at solutions: expected skeleton, a TypeScript file/);
    expect(code).toBe(2);
  });

  describe('and a correct Raft in skeleton/', () => {
    beforeAll(() => {
      const filter = (file: string): boolean => !/variants|tsconfig/.test(file);
      cpSync(path.join(projectRoot, 'solutions'), path.join(handout, 'skeleton'), {
        recursive: true,
        filter,
      });
    });

    test('npm test passes in every part', () => {
      const { code, stdout } = command('test.ts', ['-t', oneOfEach, '--seed', '7']);
      expect(stdout).toContain('3D: 1 of 1 passed\n4 of 4 tests passed');
      expect(code).toBe(0);
    });

    test('so do a sweep and an exploration', () => {
      const swept = command('sweep.ts', ['3A', '--runs', '1', '--seed', '1']);
      expect(swept.stdout).toContain('no failure');
      expect(swept.code).toBe(0);
      const explored = command('explore.ts', ['--runs', '2', '--seed', '1']);
      expect(explored.code).toBe(0);
    });
  });
});

describe('nothing is made', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('in a folder that is not empty, wherever npm was called', async () => {
    mkdirSync(path.join(folder, 'taken'));
    writeFileSync(path.join(folder, 'taken/notes.md'), '');
    const { code, stderr } = await runScript('handout.ts', ['taken'], {
      INIT_CWD: folder,
      npm_package_json: path.join(projectRoot, 'package.json'),
    });
    expect(stderr).toMatch(/taken is not empty \(it holds notes\.md\): give a new folder\n$/);
    expect(code).toBe(2);
    expect(readdirSync(path.join(folder, 'taken'))).toEqual(['notes.md']);
  });

  test('where there is a file, in the project itself, or below what is not there', () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    expect(() => makeHandout(file)).toThrow('a-file is a file, not a folder');
    expect(() => makeHandout(path.join(projectRoot, 'lab'))).toThrow('lies in this project');
    expect(() => makeHandout(path.join(folder, 'no/where'))).toThrow(/there is no .*no$/);
  });

  test('by halves: when it goes wrong midway nothing is left', () => {
    const before = readdirSync(folder);
    vi.stubEnv('npm_execpath', path.join(folder, 'npm-cli.js'));
    expect(() => makeHandout(path.join(folder, 'half'))).toThrow('npm could not make');
    expect(readdirSync(folder)).toEqual(before);
  });

  test('of a skeleton that may hold a solution of the instructor’s own', () => {
    expect(() => {
      refuseOwnSolution(['skeleton/raft.ts']);
    }).toThrow(/^not committed: skeleton\/raft\.ts\. Is that a solution of your own\?/);
  });
});

test('an empty folder that is there already is filled', () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  makeHandout(empty);
  expect(existsSync(path.join(empty, 'skeleton/raft.ts'))).toBe(true);
});

function isSource(file: string): boolean {
  return /\.tsx?$/.test(file);
}

function packageJson(): Readonly<
  Record<'scripts' | 'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
> {
  return JSON.parse(readFileSync(path.join(handout, 'package.json'), 'utf8')) as ReturnType<
    typeof packageJson
  >;
}

/** The packages that npm would install, but for those inside of others. */
function lockedPackages(): readonly string[] {
  const text = readFileSync(path.join(handout, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, unknown>> };
  return Object.keys(packages).flatMap((place) => {
    const [before, name, ...inner] = place.split('node_modules/');
    return before === '' && name !== undefined && inner.length === 0 ? [name] : [];
  });
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(root, file)).isFile())
    .map((file) => file.replaceAll(path.sep, '/'));
}

/** Lines of code that are long enough to tell where they come from. */
function codeLines(root: string, room: string): string[] {
  return filesBelow(path.join(root, room))
    .filter((file) => isSource(file) && !/\.test\.ts$|(^|\/)testing\//.test(file))
    .flatMap((file) => readFileSync(path.join(root, room, file), 'utf8').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.length >= 25 && !/^(\/\/|\*|\/\*|import )/.test(line));
}

/** Runs a command of the handout there, as its scripts do. */
function command(
  name: string,
  args: readonly string[],
): Readonly<Record<'stdout' | 'stderr', string>> & { readonly code: number | null } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', `tools/commands/${name}`, ...args],
    { cwd: handout, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  return { code: status, stdout, stderr };
}
