import { expect, test } from 'vitest';
import { around } from '../../tester/faults/index.ts';
import type { Schedule } from '../../tester/schedule/schedule.ts';
import { scheduleSource, scheduleText } from './schedule-text.ts';

const schedule: Schedule = {
  servers: 3,
  network: 'reliable',
  snapshots: true,
  steps: [
    { kind: 'wait', ms: 700 },
    { kind: 'commands', count: 2 },
    { kind: 'fault', fault: { verb: 'cut', links: around('leader', 2) } },
    { kind: 'fault', fault: { verb: 'drift', server: 1, rate: 0.5 } },
    {
      kind: 'aim',
      when: { kind: 'persist', side: 'before', count: 2, server: 1, during: 'RequestVote' },
      then: [
        { verb: 'crash', server: 'subject' },
        { verb: 'restart', server: 'subject', afterMs: 20 },
      ],
    },
    {
      kind: 'fault',
      fault: { verb: 'lose', links: [{ from: 'others', to: 'others' }], probability: 0.2 },
    },
  ],
};

test('a schedule reads as a list of what is done', () => {
  expect(scheduleText(schedule)).toEqual([
    '3 servers, reliable network, snapshots',
    '  1  wait 700 ms',
    '  2  2 commands',
    '  3  cut the leader+S2 → others, others → the leader+S2',
    '  4  clock of S1 at 0.5 times its speed',
    '  5  aim: before the 2nd persist of S1 while it answers RequestVote: crash the subject; ' +
      'restart the subject, 20 ms later',
    '  6  lose 20% on all links',
    'then all faults end, and a last command must reach all servers',
  ]);
});

test('snapshots that are not taken together are told server by server', () => {
  expect(scheduleText({ ...schedule, snapshots: [5, 40, 10] })[0]).toBe(
    '3 servers, reliable network, snapshots after so many entries: S0 5, S1 40, S2 10',
  );
});

test('a schedule for 3A asks for a leader in the end, as there is no log yet', () => {
  expect(scheduleText({ ...schedule, part: '3A' }).at(-1)).toBe(
    'then all faults end, and there must be a leader',
  );
});

test.each([{ snapshots: true }, { snapshots: [5, 40, 10] }, { part: '3B' as const }])(
  'the source of a schedule is that very data, %j',
  (more) => {
    const original = { ...schedule, ...more };
    const source = scheduleSource({ schedule: original, name: 'oneVotePerTerm' });
    expect(source).toMatch(/^export const oneVotePerTerm: Scenario = scheduleScenario\(\{\n/);
    const data = source.slice(source.indexOf('({') + 1, source.lastIndexOf(')'));
    const json = data
      .replaceAll(/'/g, '"')
      .replaceAll(/(\w+): /g, '"$1": ')
      .replaceAll(/,(\s*[\]}])/g, '$1');
    expect(JSON.parse(json)).toEqual(original);
  },
);
