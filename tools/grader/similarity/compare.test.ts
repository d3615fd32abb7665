import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { folderWith } from '../testing/folder.ts';
import { compare, type Compared } from './compare.ts';
import { similarityPage } from './page.tsx';
import { sourcesOf, type SourceText } from './sources.ts';
import { disguise } from './testing/disguise.ts';

const skeleton = sourcesOf(path.join(projectRoot, 'skeleton'));

function submission(id: string, files: readonly SourceText[]): Compared {
  return { id, student: id, files };
}

function own(folder: string): readonly SourceText[] {
  return sourcesOf(path.join(projectRoot, folder));
}

function one(text: string): readonly SourceText[] {
  return [{ name: 'raft.ts', text }];
}

const original = own('tools/innocents/peer-loops');
const copy = one(disguise(original[0]?.text ?? ''));
const independent = ['batching', 'callbacks', 'one-step-backup'].map((name) =>
  submission(name, own(`tools/innocents/${name}`)),
);
const written = compare(
  [
    submission('copy', copy),
    ...independent,
    submission('original', original),
    submission('reference', own('solutions')),
  ],
  skeleton,
);

describe('a class with one copy, renamed and with its functions moved', () => {
  test('the copy and its original rank first, with nearly all in common', () => {
    const [first] = written.pairs;
    expect([first?.first.id, first?.second.id]).toEqual(['copy', 'original']);
    expect(first?.similarity).toBeGreaterThan(0.9);
  });

  test('what was written independently is far below', () => {
    for (const pair of written.pairs.slice(1)) expect(pair.similarity).toBeLessThan(0.15);
    expect(written.medianSimilarity).toBeLessThan(0.1);
  });

  test('matching stretches are the same function in both, wherever it stands', () => {
    const [first] = written.pairs;
    if (first === undefined) throw new Error('expected a pair');
    const matches = written.matches(first);
    expect(matches.length).toBeGreaterThan(3);
    const [longest] = matches;
    expect(longest?.first.file).toBe('raft.ts');
    // A stretch names the line where its text really stands.
    const lines = (copy[0]?.text ?? '').split('\n');
    for (const { first: stretch } of matches) {
      expect(lines.slice(stretch.line - 1, stretch.line - 1 + stretch.lines.length)).toEqual(
        stretch.lines,
      );
    }
  });
});

describe('what everybody was given', () => {
  const text = skeleton[0]?.text ?? '';
  const grown = `${text}\nfunction mine(a, b) { while (a < b) a = a * 2 + b; return [a, b]; }`;

  test('never matches, alone or inside of own work', () => {
    const given = compare(
      [
        submission('untouched', one(text)),
        submission('grown', one(grown)),
        submission('moved', one(disguise(text))),
        ...independent,
      ],
      skeleton,
    );
    const ofSkeleton = given.pairs.filter(({ first }) => !independent.includes(first));
    expect(ofSkeleton).toEqual([]);
  });

  test('and without being told about it, it would match', () => {
    const told = compare([submission('a', one(text)), submission('b', one(grown))], []);
    expect(told.pairs[0]?.similarity).toBeGreaterThan(0.8);
  });
});

test('half a copy is found: the share of each side is told', () => {
  const text = original[0]?.text ?? '';
  const half = text.slice(0, text.indexOf('\n  }\n', text.length / 2));
  const { pairs } = compare(
    [submission('half', one(half)), submission('whole', original)],
    skeleton,
  );
  expect(pairs[0]?.firstShare).toBeGreaterThan(0.9);
  expect(pairs[0]?.secondShare).toBeLessThan(0.8);
});

test.each([
  ['nothing', []],
  ['no program', one('')],
  ['a nest of brackets', one('('.repeat(200_000))],
  ['far more than anybody writes', one('f(a, b + 1);\n'.repeat(20_000))],
])('%s is left out, and said to be', (_, files) => {
  const { pairs, leftOut } = compare([submission('x', files), submission('y', original)], skeleton);
  expect(pairs).toEqual([]);
  expect(leftOut.map(({ id }) => id)).toEqual(['x']);
});

test('a program that repeats itself without end does not match another by that', () => {
  const repeated = one('a = a + b * c;\n'.repeat(1_500));
  const { pairs } = compare([submission('x', repeated), submission('y', repeated)], skeleton);
  expect(pairs).toEqual([]);
});

test('only what raft.ts imports is compared', () => {
  const folder = folderWith({
    'lab/raft.ts': "import { a } from './a.ts';\nimport '#raft';\nexport * from './b.js';",
    'lab/a.ts': "import '../../../../etc/passwd';",
    'lab/b.ts': '',
    'lab/unused.ts': '',
  });
  expect(sourcesOf(folder).map(({ name }) => name)).toEqual([
    'lab/raft.ts',
    'lab/a.ts',
    'lab/b.ts',
  ]);
  expect(sourcesOf(path.join(folder, 'nowhere'))).toEqual([]);
});

test('hostile names and sources stay text in the page', () => {
  const evil = '</pre><script>alert(1)</script>\u001b[31m\u202e';
  const text = `${original[0]?.text ?? ''}\n// ${evil}`;
  const files = [{ name: `${evil}.ts`, text: text.replaceAll('{\n', `{ // ${evil}\n`) }];
  const comparison = compare(
    [
      { id: 'x', student: evil, files },
      { id: 'y', student: evil, files },
    ],
    skeleton,
  );
  const html = similarityPage(evil, comparison);
  expect(html).toContain('alert(1)');
  expect(html).not.toContain('<script');
  // eslint-disable-next-line no-control-regex -- exactly these must not be in there
  expect(html).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
});
