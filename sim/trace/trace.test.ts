import { describe, expect, it } from 'vitest';
import type { Happening, TraceEvent } from './event.ts';
import { Trace } from './trace.ts';

const payload = (...bytes: number[]): { bytes: Uint8Array; value: unknown } => ({
  bytes: Uint8Array.from(bytes),
  value: undefined,
});

const call = { id: 1, from: 0, to: 1, method: 'Raft.RequestVote' };

/** One event of every kind that carries something; made anew, as a trace keeps what it is given. */
const makeEvents = (): Happening[] => [
  { kind: 'rpc.send', ...call, args: payload(1, 2, 3) },
  { kind: 'rpc.reply', ...call, reply: payload(4, 5) },
  { kind: 'rpc.drop', ...call, leg: 'reply', reason: 'loss' },
  { kind: 'persist', server: 1, raftState: Uint8Array.of(1, 2), snapshot: Uint8Array.of(3) },
  { kind: 'console', server: 0, level: 'log', text: 'hello' },
  { kind: 'violation', property: 'p', message: 'm', servers: [0, 1] },
];

interface HashOptions {
  readonly events?: Happening[];
  readonly nowMs?: () => number;
  readonly recording?: 'on' | 'off';
}

function hashOf({
  events = makeEvents(),
  nowMs = () => 1,
  recording = 'off',
}: HashOptions): string {
  const trace = new Trace({ nowMs, recording });
  for (const event of events) trace.emit(event);
  return trace.close();
}

const changes: readonly (readonly [string, (events: Happening[]) => unknown])[] = [
  ['a byte of a message', (events) => Object.assign(events[0] ?? {}, { args: payload(1, 2, 4) })],
  ['a byte of a reply', (events) => Object.assign(events[1] ?? {}, { reply: payload(4, 6) })],
  ['a byte more', (events) => Object.assign(events[1] ?? {}, { reply: payload(4, 5, 0) })],
  ['a number', (events) => Object.assign(events[2] ?? {}, { id: 2 })],
  ['a word', (events) => Object.assign(events[2] ?? {}, { reason: 'link down' })],
  [
    'a byte that moves from one field to the next',
    (events) =>
      Object.assign(events[3] ?? {}, {
        raftState: Uint8Array.of(1),
        snapshot: Uint8Array.of(2, 3),
      }),
  ],
  ['a printed text', (events) => Object.assign(events[4] ?? {}, { text: 'hallo' })],
  ['the servers concerned', (events) => Object.assign(events[5] ?? {}, { servers: [0] })],
  ['one event less', (events) => events.pop()],
  ['the order of events', (events) => events.reverse()],
];

describe('the fingerprint of a trace', () => {
  it('is the same for the same events at the same times', () => {
    expect(hashOf({})).toBe(hashOf({}));
    expect(hashOf({})).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on whether the trace is recorded', () => {
    expect(hashOf({ recording: 'on' })).toBe(hashOf({ recording: 'off' }));
  });

  it.each(changes)('changes with %s', (_, change) => {
    const events = makeEvents();
    change(events);
    expect(hashOf({ events })).not.toBe(hashOf({}));
  });

  it('changes with the time of an event', () => {
    expect(hashOf({ nowMs: () => 1.001 })).not.toBe(hashOf({}));
  });

  it('takes in texts and bytes of any size', () => {
    const big = (last: number, text: string): string => {
      const args = { bytes: new Uint8Array(200_000).fill(last, -1), value: undefined };
      const printed: Happening = { kind: 'console', server: 0, level: 'log', text };
      return hashOf({ events: [{ kind: 'rpc.send', ...call, args }, printed] });
    };
    const text = 'é'.repeat(100_000);
    expect(big(1, text)).toBe(big(1, text));
    expect(big(1, text)).not.toBe(big(2, text));
    expect(big(1, text)).not.toBe(big(1, `${text}!`));
  });
});

const crash = (server: number): Happening => ({ kind: 'crash', server });
const serversOf = (events: readonly TraceEvent[]): number[] =>
  events.map((event) => (event.kind === 'crash' ? event.server : -1));

describe('a trace', () => {
  it('keeps every event with its time when recording, and none otherwise', () => {
    let nowMs = 0;
    const trace = new Trace({ nowMs: () => nowMs, recording: 'on' });
    trace.emit(crash(0));
    nowMs = 7;
    trace.emit(crash(1));
    expect(trace.events).toEqual([
      { kind: 'crash', server: 0, atMs: 0 },
      { kind: 'crash', server: 1, atMs: 7 },
    ]);
    expect(new Trace({ nowMs: () => 0, recording: 'off' }).events).toBeUndefined();
  });

  it('keeps the last 256 events in order even when not recording', () => {
    const trace = new Trace({ nowMs: () => 0, recording: 'off' });
    for (let i = 0; i < 3; i++) trace.emit(crash(i));
    expect(serversOf(trace.tail)).toEqual([0, 1, 2]);
    for (let i = 3; i < 1000; i++) trace.emit(crash(i));
    expect(serversOf(trace.tail)).toEqual(Array.from({ length: 256 }, (_, i) => 744 + i));
    expect(trace.length).toBe(1000);
  });

  it('shows each event to every listener as it happens', () => {
    const trace = new Trace({ nowMs: () => 3, recording: 'off' });
    const seen: string[] = [];
    trace.listen((event) => seen.push(`first ${event.kind} ${event.atMs}`));
    trace.listen((event) => seen.push(`second ${event.kind}`));
    trace.emit(crash(0));
    expect(seen).toEqual(['first crash 3', 'second crash']);
  });

  it('takes nothing more once it is closed', () => {
    const trace = new Trace({ nowMs: () => 0, recording: 'on' });
    trace.listen(() => expect.unreachable());
    trace.close();
    trace.emit(crash(0));
    expect(trace.events).toEqual([]);
    expect(trace.length).toBe(0);
  });
});
