import { describe, expect, it } from 'vitest';
import { describe as describeEvent, describeHappening } from './describe.ts';
import type { Happening } from './event.ts';
import { showTime, showValue } from './show.ts';

const call = { id: 7, from: 0, to: 2, method: 'Raft.AppendEntries' };
const payload = (value: unknown): { bytes: Uint8Array; value: unknown } => ({
  bytes: new Uint8Array(0),
  value,
});
const bytes = new Uint8Array(12);

/** The compiler sees to it that no kind of event is missing here. */
const lines: { [Kind in Happening['kind']]: readonly [Happening & { kind: Kind }, string][] } = {
  'rpc.send': [
    [
      { kind: 'rpc.send', ...call, args: payload({ term: 3, entries: [1, 2], data: bytes }) },
      'S0 → S2 AppendEntries term 3, entries [1, 2], data 12 B',
    ],
    [{ kind: 'rpc.send', ...call, args: payload([1, 2]) }, 'S0 → S2 AppendEntries [1, 2]'],
  ],
  'rpc.deliver': [[{ kind: 'rpc.deliver', ...call }, 'S0 → S2 AppendEntries #7 arrives']],
  'rpc.reply': [
    [
      { kind: 'rpc.reply', ...call, reply: payload({ term: 3, success: true }) },
      'S0 ← S2 AppendEntries #7 reply term 3, success true',
    ],
  ],
  'rpc.return': [[{ kind: 'rpc.return', ...call }, 'S0 ← S2 AppendEntries #7 reply arrives']],
  'rpc.drop': [
    [
      { kind: 'rpc.drop', ...call, leg: 'request', reason: 'link down' },
      'S0 → S2 AppendEntries #7 request lost: link down',
    ],
    [
      { kind: 'rpc.drop', ...call, leg: 'reply', reason: 'loss' },
      'S0 ← S2 AppendEntries #7 reply lost: loss',
    ],
  ],
  state: [
    [{ kind: 'state', server: 1, term: 4, isLeader: true }, 'S1 is leader in term 4'],
    [{ kind: 'state', server: 1, term: 4, isLeader: false }, 'S1 is not leader in term 4'],
  ],
  start: [
    [
      { kind: 'start', server: 1, command: payload('x'), index: 5, term: 4, isLeader: true },
      'S1 Start("x") takes it at index 5, term 4',
    ],
    [
      { kind: 'start', server: 1, command: payload(9), index: -1, term: 4, isLeader: false },
      'S1 Start(9) declines (not leader, term 4)',
    ],
  ],
  apply: [
    [
      { kind: 'apply', server: 1, index: 5, command: payload({ op: 'put' }) },
      'S1 applies {op "put"} at index 5',
    ],
  ],
  'apply.snapshot': [
    [
      { kind: 'apply.snapshot', server: 1, index: 9, term: 2, snapshot: bytes },
      'S1 installs a snapshot up to index 9 (12 B)',
    ],
  ],
  persist: [
    [
      { kind: 'persist', server: 1, raftState: bytes, snapshot: new Uint8Array(0) },
      'S1 persists 12 B',
    ],
    [
      { kind: 'persist', server: 1, raftState: bytes, snapshot: new Uint8Array(30) },
      'S1 persists 12 B and a snapshot of 30 B',
    ],
  ],
  snapshot: [[{ kind: 'snapshot', server: 1, index: 9, snapshot: bytes }, 'S1 Snapshot(9, 12 B)']],
  boot: [[{ kind: 'boot', server: 1, incarnation: 2 }, 'S1 starts (life 2)']],
  kill: [[{ kind: 'kill', server: 1 }, 'S1 is killed']],
  fault: [[{ kind: 'fault', fault: 'S1 crashes' }, 'fault: S1 crashes']],
  crash: [[{ kind: 'crash', server: 1 }, 'S1 crashes']],
  connect: [[{ kind: 'connect', server: 1 }, 'S1 is connected']],
  disconnect: [[{ kind: 'disconnect', server: 1 }, 'S1 is cut off']],
  network: [
    [{ kind: 'network', delivery: 'reliable', longReordering: 'off' }, 'network: reliable'],
    [
      { kind: 'network', delivery: 'unreliable', longReordering: 'on' },
      'network: unreliable, replies long reordered',
    ],
  ],
  'check.begin': [[{ kind: 'check.begin', check: 'expect no leader' }, 'check: expect no leader']],
  'check.end': [
    [
      { kind: 'check.end', check: 'expect no leader', result: 'none' },
      'check: expect no leader: none',
    ],
  ],
  console: [[{ kind: 'console', server: 1, level: 'log', text: 'hello' }, 'S1 console.log: hello']],
  violation: [
    [
      { kind: 'violation', property: 'one-leader', message: 'expected one leader', servers: [0] },
      'FAILED one-leader: expected one leader',
    ],
  ],
};

describe('the line for an event', () => {
  const pairs = Object.values(lines).flat() as [Happening, string][];
  it.each(pairs.map(([event, line]) => [event.kind, line, event] as const))(
    'for %s reads: %s',
    (_, line, event) => {
      expect(describeHappening({ ...event, atMs: 0 })).toBe(line);
    },
  );

  it('begins with the simulated time', () => {
    expect(describeEvent({ kind: 'crash', server: 1, atMs: 1234.567 })).toBe(
      '1.2346 s  S1 crashes',
    );
  });
});

describe('a value in a line', () => {
  const values: [unknown, string][] = [
    ['text', '"text"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}"… (41 characters)`],
    [3, '3'],
    [7n, '7n'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [new Uint8Array(5), '5 B'],
    [[], '[]'],
    [[1, 'a', [2]], '[1, "a", [2]]'],
    [[1, 2, 3, 4], '[1 … 4; 4 items]'],
    [{}, '{}'],
    [{ term: 1, entry: { command: 'x' } }, '{term 1, entry {command "x"}}'],
  ];
  it.each(values.map(([value, text]) => [text, value]))('reads %s', (text, value) => {
    expect(showValue(value)).toBe(text);
  });

  it('shows time in seconds with a tenth of a millisecond', () => {
    expect([0, 0.05, 999.99, 61_000].map(showTime)).toEqual([
      '0.0000 s',
      '0.0001 s',
      '1.0000 s',
      '61.0000 s',
    ]);
  });
});
