import { beforeAll, describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { diagnose } from '../report/diagnosis/diagnose.ts';
import { runBroken } from '../report/diagnosis/testing/broken.ts';
import type { RunResult } from '../../tester/result.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { Program } from '../../sim/program.ts';
import { describe as line } from '../../sim/trace/describe.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { run } from '../../tester/run.ts';
import type { Belief } from '../report/belief/belief.ts';
import { Fold } from '../report/belief/fold.ts';
import { codeAt } from './excerpts.ts';
import { makeTraceFile } from './make.ts';
import { States } from './page/model/states.ts';
import { failingRun } from './testing/pages.ts';
import { parse, readTrace, TraceFileError } from './trace-file.ts';

const replayed = { replay: '' };
const saveNothing = {
  file: 'state.ts',
  replace: 'this.persister.Save(encode(saved), this.snapshot);',
  by: 'void encode(saved);',
};

let recorded: RunResult;

beforeAll(async () => {
  const { runtime, bundle } = await loadImplementation('solutions');
  const scenario = findScenario('TestSnapshotInstallCrash3D');
  if (scenario === undefined) throw new Error('the scenario is gone');
  const program = new Program(runtime, bundle);
  recorded = await run(scenario, program, {
    seed: 3,
    recording: 'on',
    implementation: 'solutions',
  });
});

/** An event as plain data, its payloads as bytes and as what they mean. */
function plain(event: TraceEvent): unknown {
  const copy: Record<string, unknown> = { ...event };
  for (const name of ['args', 'reply', 'command']) {
    const payload = copy[name] as { bytes: Uint8Array; value: unknown } | undefined;
    if (payload !== undefined)
      copy[name] = [Buffer.from(payload.bytes).toString('hex'), payload.value];
  }
  for (const name of ['raftState', 'snapshot']) {
    const bytes = copy[name] as Uint8Array | undefined;
    if (bytes !== undefined) copy[name] = Buffer.from(bytes).toString('hex');
  }
  return copy;
}

describe('a trace file', () => {
  it('gives back every event and every note as it was', async () => {
    const file = makeTraceFile(recorded, { replay: 'npm run test:3D' });
    const { recording, result, replay } = await readTrace(JSON.stringify(file));
    const events = Array.from({ length: recording.length }, (_, i) => recording.event(i));
    expect(events.map(plain)).toEqual(recorded.trace?.map(plain));
    expect(events.map(line)).toEqual(recorded.trace?.map(line));
    expect(recording.notes).toEqual(recorded.notes);
    expect(result.traceHash).toBe(recorded.traceHash);
    expect(replay).toBe('npm run test:3D');
  });

  it('says which events show a broken rule and a hint', async () => {
    const run = await failingRun('log-not-persisted', 'TestPersist13C');
    const { recording, hints } = await readTrace(JSON.stringify(makeTraceFile(run, replayed)));
    const cited = recording.notes.find((note) => note.kind === 'evidence');
    expect(cited?.rule).toBe(run.failure?.property);
    const lines = (numbers: readonly number[]): string[] =>
      numbers.map((number) => line(recording.event(number)));
    expect(lines(cited?.events ?? [])).toEqual(run.failure?.evidence);
    expect(cited?.events.length).toBeGreaterThan(0);
    expect(hints).toEqual(diagnose(run));
  });

  it('says where a crash lost what was not saved', async () => {
    const run = await runBroken({ test: 'TestPersist13C', edits: [saveNothing] });
    const { recording, hints } = await readTrace(JSON.stringify(makeTraceFile(run, replayed)));
    const shown = (hints[0]?.events ?? []).map((number) => line(recording.event(number)));
    expect(shown).toHaveLength(2);
    expect(shown.at(-1)).toMatch(/S\d crashes$/);
    for (const text of shown) expect(hints[0]?.evidence).toContain(text.slice(0, 5));
  });

  it('gives back events of the kinds that run had none of', async () => {
    const rare: TraceEvent[] = [
      { kind: 'network', delivery: 'unreliable', longReordering: 'on', atMs: 0 },
      { kind: 'kill', server: 2, atMs: 0.001 },
      { kind: 'fault', fault: 'S1 | S0 S2', atMs: 1 },
      { kind: 'console', server: 1, level: 'warn', text: '</script>\u2028', atMs: 1.5 },
      { kind: 'violation', property: 'p', message: 'm', servers: [0, 2], atMs: 120_000 },
    ];
    const file = makeTraceFile({ ...recorded, trace: rare, notes: [] }, { replay: '' });
    const { recording } = await readTrace(JSON.stringify(file));
    expect(rare.map((_, i) => recording.event(i))).toEqual(rare);
  });

  it('keeps head and tail of a long trace, with right numbers and states behind the gap', async () => {
    const trace = recorded.trace ?? [];
    const file = makeTraceFile(recorded, { replay: '', mostEvents: 400 });
    const { recording } = await readTrace(JSON.stringify(file));
    expect(recording.length).toBe(400);
    expect(recording.total).toBe(trace.length);
    expect(recording.gapAt).toBe(200);
    expect(recording.numberOf(199)).toBe(199);
    expect(recording.numberOf(200)).toBe(trace.length - 200);
    expect(recording.positionOf(trace.length - 1)).toBe(399);
    expect(recording.positionOf(1000)).toBe(200);
    expect(line(recording.event(200))).toBe(line(trace[trace.length - 200] ?? recording.event(0)));
    const whole = new Fold();
    whole.all(trace, recorded.notes ?? []);
    const states = new States(recording, 3);
    expect(states.at(399).map((belief) => belief.told)).toEqual(
      whole.beliefs.map((belief) => belief.told),
    );
  });

  it('tells the state at each event, not at the end of its instant', async () => {
    const { runtime, bundle } = await loadImplementation('solutions');
    const scenario = findScenario('TestCount3B');
    if (scenario === undefined) throw new Error('the scenario is gone');
    const options = { seed: 1, recording: 'on', implementation: 'solutions' } as const;
    const many = await run(scenario, new Program(runtime, bundle), options);
    const { recording } = await readTrace(JSON.stringify(makeTraceFile(many, replayed)));
    const states = new States(recording, 3);
    let taken = 0;
    for (let position = 0; position < recording.length; position++) {
      const event = recording.event(position);
      if (event.kind !== 'start' || !event.isLeader) continue;
      taken++;
      const length = (at: readonly Belief[]): number | undefined =>
        at[event.server]?.told?.log?.length;
      expect(length(states.at(position))).toBe(event.index);
      expect(length(states.before(position))).toBe(event.index - 1);
    }
    expect(taken).toBeGreaterThan(10);
  });

  it('holds the code at the places that it names', async () => {
    const { runtime, bundle } = await loadImplementation('solutions');
    const sources = new Program(runtime, bundle).sources();
    const { excerpts, recording } = await readTrace(
      JSON.stringify(makeTraceFile(recorded, { replay: '', sources })),
    );
    const places = recording.notes.flatMap((note) => ('places' in note ? note.places : []));
    const code = places.map((place) => codeAt(excerpts, place));
    const meant = code.map((lines) => lines.find(({ isMeant }) => isMeant)?.text ?? '');
    expect(meant.length).toBeGreaterThan(10);
    expect(meant.filter((text) => text.trim() === '')).toEqual([]);
    expect(meant.some((text) => text.includes('Save('))).toBe(true);
  });

  it('begins to leave events out past 200 000', async () => {
    const events = (count: number): TraceEvent[] =>
      Array.from({ length: count }, (_, i) => ({ kind: 'kill', server: i % 3, atMs: i }));
    const partsOf = async (count: number): Promise<readonly (number | undefined)[]> => {
      const file = makeTraceFile({ ...recorded, trace: events(count), notes: [] }, { replay: '' });
      const { recording } = await readTrace(JSON.stringify(file));
      return [recording.length, recording.total, recording.gapAt];
    };
    expect(await partsOf(200_000)).toEqual([200_000, 200_000, undefined]);
    expect(await partsOf(200_007)).toEqual([200_000, 200_007, 100_000]);
  });

  it('is refused with a reason when it is damaged, foreign or of another version', async () => {
    const file = makeTraceFile(recorded, { replay: 'npm run test:3D -- -t X' });
    const damaged = { ...file, data: `${file.data.slice(0, 4000)}AAAA${file.data.slice(4004)}` };
    await expect(readTrace(JSON.stringify(damaged))).rejects.toThrow(/is damaged.*write it again/);
    const short = { ...file, data: file.data.slice(0, 4000) };
    await expect(readTrace(JSON.stringify(short))).rejects.toThrow(TraceFileError);
    await expect(readTrace('{"format":"har"}')).rejects.toThrow(/no trace/);
    await expect(readTrace('not JSON')).rejects.toThrow(/no trace/);
    await expect(readTrace('<html></html>')).rejects.toThrow(/holds no trace/);
    expect(() => parse(JSON.stringify({ ...file, version: 2 }))).toThrow(/version 2/);
  });

  it('cannot be made of a run that was not recorded', () => {
    const bare = Object.fromEntries(
      Object.entries(recorded).filter(([name]) => name !== 'trace'),
    ) as unknown as RunResult;
    expect(() => makeTraceFile(bare, { replay: '' })).toThrow(/was not recorded/);
  });
});
