import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { RuleNotes } from './rule-notes.ts';
import { widthOf } from './text.ts';

const chalk = new Chalk({ level: 0 });
const replay = 'npm run test:3B -- --seed 1 -t TestBackup3B';

const note = {
  rule: 'backup-per-term',
  title: 'backing up costs one RPC per conflicting term',
  message: 'server 1 took 50 RPCs',
  servers: [1],
  atMs: 3_210,
  evidence: ['3.1000 s  S1 → S0 AppendEntries term 2'],
  times: 3,
};

test('a note has its time, what shows it, and the command to see it again', () => {
  const run = { test: 'TestBackup3B', seed: 1, oracleNotes: [note] };
  expect(new RuleNotes().ofRun(run, { chalk, width: 80, replay })).toEqual([
    ' note  backup-per-term at 3.2100 s (3 times): backing up costs one RPC per',
    '       conflicting term: server 1 took 50 RPCs',
    '         3.1000 s  S1 → S0 AppendEntries term 2',
    `       replay ${replay}`,
  ]);
});

test('a rule that has been told of is named again in one line', () => {
  const notes = new RuleNotes();
  const look = { chalk, width: 100, replay };
  notes.ofRun({ test: 'TestBackup3B', seed: 1, oracleNotes: [note] }, look);
  const again = { test: 'TestRejoin3B', seed: 1, oracleNotes: [{ ...note, times: 1 }] };
  expect(notes.ofRun(again, look)).toEqual([
    ' note  backup-per-term at 3.2100 s, as in TestBackup3B',
  ]);
});

test('of many runs each broken rule is told once, with the first run that shows it', () => {
  const notes = new RuleNotes();
  for (const seed of [1, 2]) notes.add({ test: 'TestBackup3B', seed, oracleNotes: [note] }, replay);
  const lines = notes.ofAll({ chalk, width: 80 });
  expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain(
    'note backup-per-term in 2 runs, first in TestBackup3B, seed 1, at 3.2100 s: backing up',
  );
  expect(lines.filter((line) => line.includes('replay'))).toHaveLength(1);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
});
