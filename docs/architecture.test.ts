import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Which rooms a room may import from, besides itself. Imports point one way, from the commands a user
 * types down to the simulated world.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  raft: [],
  labgob: [],
  sim: [],
  labrpc: ['labgob', 'sim'],
  tester: ['raft', 'labgob', 'labrpc', 'sim'],
  labs: ['raft', 'sim', 'tester'],
  skeleton: ['raft', 'labgob'],
  solutions: ['raft', 'labgob'],
  'tools/innocents': ['raft', 'labgob'],
  'tools/known-bugs': ['tester'],
  'tools/report': ['raft', 'sim', 'labgob', 'tester'],
  'tools/viewer': ['raft', 'sim', 'labgob', 'labrpc', 'tester', 'labs', 'tools/report'],
  'tools/runner': ['sim', 'labgob', 'labrpc', 'tester', 'labs', 'tools/viewer'],
  'tools/explore': ['sim', 'labrpc', 'tester', 'labs', 'tools/runner', 'tools/report'],
  'tools/handout': ['sim', 'tester', 'labs', 'tools/runner', 'tools/viewer'],
  'tools/grader': [
    'sim',
    'tester',
    'labs',
    'tools/runner',
    'tools/report',
    'tools/explore',
    'tools/viewer',
  ],
  'tools/commands': [
    'sim',
    'tester',
    'labs',
    'solutions',
    'tools/runner',
    'tools/report',
    'tools/explore',
    'tools/viewer',
    'tools/grader',
    'tools/handout',
    'tools/known-bugs',
  ],
};

/** An import from one file to another, both relative to the project's root. */
interface Import {
  readonly from: string;
  readonly to: string;
}

const imports = sources(root).flatMap(importsOf);

test('imports between rooms point only the allowed way', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)];
    return here !== there && allowed[here]?.includes(there) !== true;
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no file imports itself through others', () => {
  expect(cyclesOf(imports)).toEqual([]);
});

/**
 * In each folder, what stands in it imports each other one way: its files, and its folders, each taken
 * as one with all below it. So a folder can use the files beside it, or they can use it, but not both.
 * Imports between a folder and what it holds itself are not counted: `rules.ts` may list what stands in
 * `rules/`, which uses `oracle.ts` beside them.
 */
test('no folder imports itself through the files and folders beside it', () => {
  const byFolder = new Map<string, Import[]>();
  for (const { from, to } of imports) {
    const [a, b] = [from.split('/'), to.split('/')];
    const fork = a.findIndex((name, i) => name !== b[i]);
    const folder = a.slice(0, fork).join('/');
    const pair = { from: a.slice(0, fork + 1).join('/'), to: b.slice(0, fork + 1).join('/') };
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), pair]);
  }
  expect([...byFolder.values()].flatMap(cyclesOf)).toEqual([]);
});

test('every room with code is in the table', () => {
  const rooms = new Set(sources(root).map(roomOf));
  expect([...rooms].filter((room) => allowed[room] === undefined)).toEqual([]);
});

/** Ways along imports that lead back to where they began. */
function cyclesOf(edges: readonly Import[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (place: string, way: readonly string[]): void => {
    if (way.includes(place)) cycles.push([...way.slice(way.indexOf(place)), place].join(' → '));
    if (done.has(place) || way.includes(place)) return;
    for (const other of next.get(place) ?? []) visit(other, [...way, place]);
    done.add(place);
  };
  for (const place of next.keys()) visit(place, []);
  return cycles;
}

/** Source files, without tests and what only tests use. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOurs =
        !entry.name.startsWith('.') && !['node_modules', 'grades', 'testing'].includes(entry.name);
      return isOurs ? sources(file) : [];
    }
    const isSource = /\.tsx?$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name);
    // Configuration at the top belongs to no room.
    return isSource && folder !== root ? [path.relative(root, file).replaceAll(path.sep, '/')] : [];
  });
}

/** Type imports only, and cycles of them, would be harmless at run time, but are no better to read. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gm);
  return [...found].flatMap(([, name = '']) => {
    const short: Readonly<Record<string, string>> = {
      '#raft': 'raft/index.ts',
      '#labgob': 'labgob/index.ts',
    };
    if (short[name] !== undefined) return [{ from: file, to: short[name] }];
    if (!name.startsWith('.')) return [];
    return [{ from: file, to: path.posix.join(path.posix.dirname(file), name) }];
  });
}

/** A room is a folder at the top, or one under the roof of `tools/`. */
function roomOf(file: string): string {
  const [top = '', below = ''] = file.split('/');
  return top === 'tools' ? `tools/${below}` : top;
}
