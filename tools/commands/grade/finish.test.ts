import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../grader/testing/folder.ts';
import { runScript } from '../testing/cli.ts';

const fails = 'export function Make() { throw new Error("no"); }';

test('platform tables, similarity and trace pages are made where they are asked for', async () => {
  const folder = folderWith({
    'class/doejane_1_10_raft.ts': fails,
    'class/roejohn_2_11_raft.ts': fails,
    'p.jsonc': '{ "title": "Lab 3", "parts": ["3A"] }',
    'book.csv': 'Student,ID,SIS Login ID,Section,Lab 3 (7)\n"Doe, Jane",1,j,A,\n"Poe, Al",9,a,A,\n',
  });
  const at = (name: string): string => path.join(folder, name);
  const args = [at('class'), '--policy', at('p.jsonc'), '--seed', 's'];
  const first = await runScript('grade.ts', [
    ...args,
    '--out',
    at('a'),
    '--canvas',
    at('book.csv'),
    '--similarity',
  ]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('roejohn_2');
  expect(first.stdout).toContain('without a submission: 1');
  expect(readFileSync(at('a/canvas.csv'), 'utf8')).toContain('"Doe, Jane",1,j,A,0\n');
  expect(readFileSync(at('a/summary.html'), 'utf8')).toContain('href="similarity.html"');
  expect(existsSync(at('a/similarity.html'))).toBe(true);
  const report = readFileSync(at('a/submissions/doejane_1/report.html'), 'utf8');
  const page = /href="(traces\/[^"]+)"/.exec(report)?.[1] ?? 'none';
  expect(existsSync(path.join(at('a/submissions/doejane_1'), page))).toBe(true);

  const second = await runScript('grade.ts', [...args, '--out', at('b'), '--no-traces']);
  expect(second.code).toBe(0);
  expect(existsSync(at('b/similarity.html'))).toBe(false);
  expect(existsSync(at('b/submissions/doejane_1/traces'))).toBe(false);
  expect(readFileSync(at('b/canvas.csv'), 'utf8')).toContain('Points Possible');
});

test('a table that is none is refused before anything else is written', async () => {
  const folder = folderWith({
    'ann/raft.ts': fails,
    'x.csv': 'a,b\n1,2\n',
    'p.jsonc': '{ "parts": ["3A"] }',
  });
  const at = (name: string): string => path.join(folder, name);
  const args = [at('ann'), '--policy', at('p.jsonc'), '--out', at('out'), '--moodle', at('x.csv')];
  const { code, stderr } = await runScript('grade.ts', args);
  expect(code).toBe(2);
  expect(stderr).toContain('no Moodle grading worksheet');
  expect(existsSync(at('out/grades.csv'))).toBe(false);
});
