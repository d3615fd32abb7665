import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { Program } from '../../sim/program.ts';
import { loadImplementation } from '../implementation/load.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';

async function play(test: string, program: Program, recording: 'on' | 'off'): Promise<RunResult> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  return run(scenario, program, { seed: 4, recording, implementation: 'test' });
}

/** The skeleton with an Inspect of that body. */
async function withInspect(body: string): Promise<Program> {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-inspect-'));
  try {
    writeFileSync(
      path.join(folder, 'raft.ts'),
      `export function Make(peers, me, persister, applyCh) {
        setInterval(() => { if (Math.random() < 0.5) peers[(me + 1) % peers.length].Call('Raft.Ping', {}); }, 50);
        return {
          Start: () => ({ index: -1, term: 0, isLeader: false }),
          GetState: () => ({ term: 0, isLeader: false }),
          Snapshot() {}, PersistBytes: () => 0, Kill() {},
          Ping: () => ({ ok: true }),
          Inspect() { ${body} },
        };
      }`,
    );
    const { runtime, bundle } = await loadImplementation(folder);
    return new Program(runtime, bundle);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('Inspect', () => {
  it.each(['TestBasicAgree3B', 'TestFigure83C', 'TestSnapshotInstallUnCrash3D'])(
    'leaves a recorded run of %s the same as an unrecorded one',
    async (test) => {
      const { runtime, bundle } = await loadImplementation('solutions');
      const program = new Program(runtime, bundle);
      const [off, on] = [await play(test, program, 'off'), await play(test, program, 'on')];
      expect(on.traceHash).toBe(off.traceHash);
      expect(on.statistics.events).toBe(off.statistics.events);
      expect(on.notes?.some((note) => note.kind === 'inspect')).toBe(true);
      expect(off.notes).toBeUndefined();
    },
  );

  it.each([
    'Math.random(); return {};',
    'setTimeout(() => console.log("never"), 1); return {};',
    "peers[0].Call('Raft.Ping', {}); return {};",
    'persister.Save(new Uint8Array(3)); return {};',
    "applyCh.send({ kind: 'command', index: 1, command: 1 }); return {};",
    'console.log("unheard"); return {};',
  ])('has no effect on the world with the body %s', async (body) => {
    const program = await withInspect(body);
    const off = await play('TestInitialElection3A', program, 'off');
    const on = await play('TestInitialElection3A', program, 'on');
    expect(on.traceHash).toBe(off.traceHash);
  });

  it.each([
    ['throw new Error("no luck")', /no luck/],
    ['return Promise.resolve({})', /at once/],
    ['return { log: 7 }', /log as an array/],
    ['return { log: [{ command: 1 }] }', /entries/],
    ['return { log: [{ term: 1, command: () => 1 }] }', /function/],
  ] as const)('that does %s becomes a remark, not a failure', async (body, message) => {
    const program = await withInspect(body);
    const off = await play('TestInitialElection3A', program, 'off');
    const on = await play('TestInitialElection3A', program, 'on');
    expect(on.traceHash).toBe(off.traceHash);
    const remark = on.notes?.find((note) => note.kind === 'inspect.failed');
    expect(remark?.kind === 'inspect.failed' ? remark.message : '').toMatch(message);
  });
});
