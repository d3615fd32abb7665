import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../runner/usage-error.ts';
import { explorationFile, loadExploration, saveExploration } from './exploration-file.ts';
import { randomSchedule } from './generate.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
const before = process.cwd();
process.chdir(folder);

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const exploration = {
  implementation: 'solutions',
  seed: 12,
  property: 'one-vote-per-term',
  message: 'two votes',
  traceHash: 'abc',
  schedule: randomSchedule(3),
};

test('what is saved is what is loaded, from a file named by property and seed', () => {
  const file = explorationFile(exploration);
  expect(file).toBe(path.join('explorations', 'one-vote-per-term-12.json'));
  saveExploration(file, exploration);
  expect(loadExploration(file)).toEqual(exploration);
});

test('what is saved again takes the place of what was there, and nothing else is left', () => {
  const file = explorationFile(exploration);
  saveExploration(file, exploration);
  saveExploration(file, { ...exploration, seed: 13 });
  expect(loadExploration(file).seed).toBe(13);
  expect(readdirSync(path.dirname(file))).toEqual(['one-vote-per-term-12.json']);
});

test('a file may say which part its schedule is for', () => {
  const early = { ...exploration, schedule: randomSchedule(3, { part: '3A' }) };
  saveExploration('early.json', early);
  expect(loadExploration('early.json')).toEqual(early);
});

test('a file may say for each server when it takes snapshots', () => {
  const uneven = { ...exploration, schedule: { ...exploration.schedule, snapshots: [5, 40, 10] } };
  saveExploration('uneven.json', uneven);
  expect(loadExploration('uneven.json')).toEqual(uneven);
});

test.each([
  ['no JSON', '{', /is no exploration that could be replayed/],
  ['another file', '{"a": 1}', /expected "format": "raftlab\/exploration\/1"/],
  [
    'a misspelt verb',
    JSON.stringify({
      ...exploration,
      format: 'raftlab/exploration/1',
      schedule: { ...exploration.schedule, steps: [{ kind: 'fault', fault: { verb: 'crsh' } }] },
    }),
    /expected crash, restart, .* as schedule\.steps\[0\]\.fault\.verb, got "crsh"/,
  ],
  [
    'a text instead of a number',
    JSON.stringify({
      ...exploration,
      format: 'raftlab/exploration/1',
      schedule: { ...exploration.schedule, steps: [{ kind: 'wait', ms: '5' }] },
    }),
    /expected a number from 0 on as schedule\.steps\[0\]\.ms, got "5"/,
  ],
  [
    'a snapshot after every single entry',
    JSON.stringify({
      ...exploration,
      format: 'raftlab/exploration/1',
      schedule: { ...exploration.schedule, snapshots: [10, 1, 40] },
    }),
    /expected a whole number of entries above 1 as schedule\.snapshots\[1\], got 1/,
  ],
  [
    'a missing field',
    JSON.stringify({
      ...exploration,
      format: 'raftlab/exploration/1',
      schedule: { ...exploration.schedule, steps: [{ kind: 'wait' }] },
    }),
    /expected a value as schedule\.steps\[0\]\.ms, got nothing/,
  ],
  [
    'a server that there cannot be',
    JSON.stringify({
      ...exploration,
      format: 'raftlab/exploration/1',
      schedule: {
        ...exploration.schedule,
        steps: [{ kind: 'fault', fault: { verb: 'cut', links: [{ from: ['x'], to: 'others' }] } }],
      },
    }),
    /expected a list of servers or 'others' as schedule\.steps\[0\]\.fault\.links\[0\]\.from, got \["x"\]/,
  ],
])('a file with %s is refused with the reason', (_, text, reason) => {
  writeFileSync('bad.json', text);
  expect(() => loadExploration('bad.json')).toThrow(UsageError);
  expect(() => loadExploration('bad.json')).toThrow(reason);
});

test('a file that is not there is refused with the reason', () => {
  expect(() => loadExploration('missing.json')).toThrow(/--replay takes a file .*missing\.json/);
});
