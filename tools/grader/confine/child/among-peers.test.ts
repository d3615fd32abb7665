import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { referenceSources } from '../../../known-bugs/apply.ts';
import { findScenario, scenarios } from '../../../../labs/index.ts';
import type { Program } from '../../../../sim/program.ts';
import { projectRoot } from '../../../../tester/implementation/root.ts';
import { programOf } from '../../../../tester/testing/implementation.ts';
import { inertRaft } from '../../testing/inert.ts';
import { edited, neverCampaigns, otherShapes } from '../../testing/weak.ts';
import { runAmongPeers, type Judged } from './among-peers.ts';

const reference = await programOf(Object.fromEntries(referenceSources()));
const peers = { program: reference, implementation: 'solutions' };
const inert = await programOf(inertRaft({}));

/** Correct, and with nothing in its messages but what Figure 2 has. */
const plainSource = variant('one-step-backup');

function variant(name: string): string {
  const file = path.join(projectRoot, 'tools/innocents', name, 'raft.ts');
  return readFileSync(file, 'utf8');
}

function judge(
  program: Program,
  name: string,
  seed: number,
  oracles: 'on' | 'off' = 'on',
): Promise<Judged> {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`no test is called ${name}`);
  const options = { seed, recording: 'off', implementation: 'submission', oracles } as const;
  return runAmongPeers(scenario, program, peers, options);
}

describe('what counts among the reference', () => {
  test('who never campaigns follows the leaders of others', async () => {
    const { result, peersUsed } = await judge(
      await programOf(neverCampaigns()),
      'TestPersist13C',
      1,
    );
    expect(result.verdict).toBe('pass');
    expect(peersUsed).toEqual({ kind: 'reference', home: 1, led: false });
  });

  test('who leads is known to have done so', async () => {
    const seeds = [1, 2, 3, 4];
    const judged = await Promise.all(seeds.map((seed) => judge(reference, 'TestPersist23C', seed)));
    expect(judged.some(({ peersUsed }) => peersUsed.kind === 'reference' && peersUsed.led)).toBe(
      true,
    );
  });

  test.each(['TestBackup3B', 'TestPersist23C', 'TestSnapshotInstallUnreliable3D'])(
    'whoever keeps to the contract is understood: %s',
    async (name) => {
      const plain = await programOf(plainSource);
      for (let seed = 0; seed < 3; seed++) {
        const { result, peersUsed } = await judge(plain, name, seed);
        expect([result.failure, peersUsed.kind]).toEqual([undefined, 'reference']);
      }
    },
  );

  test('a failure of the submission itself is told as it was among the reference', async () => {
    const { result, peersUsed } = await judge(inert, 'TestBasicAgree3B', 2, 'off');
    expect(result.failure?.message).toMatch(/2 of the 3 servers needed had applied/);
    expect(peersUsed).toEqual({ kind: 'reference', home: 2, led: false });
  });
});

describe('who does nothing passes nothing, whatever rules a policy forgives', () => {
  test.each(scenarios.filter(({ part }) => part !== '3A').map(({ name }) => name))(
    '%s',
    async (name) => {
      const { result } = await judge(inert, name, 1, 'off');
      expect(result.verdict).toBe('fail');
    },
  );
});

describe('the submission runs on all servers', () => {
  const pinging = edited(
    edited(
      { 'raft.ts': plainSource },
      'raft.ts',
      '  RequestVote(args',
      '  Ping() { return 1; }\n$&',
    ),
    'raft.ts',
    '  constructor(',
    "  pings = setTimeout(() => this.peers.forEach((end) => end.Call('Raft.Ping', 1)));\n$&",
  );

  test.each([
    [
      'when its messages have other fields',
      otherShapes(),
      'its AppendEntries arguments have no leaderCommit as in the contract',
    ],
    ['when it has an RPC of its own', pinging, 'it has an RPC of its own, Raft.Ping'],
  ])('%s, and passes there', async (_when, files, why) => {
    const { result, peersUsed } = await judge(await programOf(files), 'TestBasicAgree3B', 1);
    expect(result.failure).toBeUndefined();
    expect(peersUsed).toEqual({ kind: 'own', why });
  });

  test('when it lacks an RPC of the contract that others call', async () => {
    const without = plainSource.replace('InstallSnapshot(args', 'TakeSnapshot(args');
    const { peersUsed } = await judge(await programOf(without), 'TestSnapshotInstall3D', 0);
    expect(peersUsed).toEqual({ kind: 'own', why: 'it lacks an RPC of the contract' });
  });

  test('when it needs hints that only its own replies give', async () => {
    const hinting = await programOf(variant('batching'));
    const { result, peersUsed } = await judge(hinting, 'TestPersist23C', 1);
    expect(result.verdict).toBe('pass');
    expect(peersUsed).toEqual({
      kind: 'own',
      why: 'its AppendEntries reply has fields of its own, which others do not know: committed',
    });
  });

  test('when it passes by itself what it fails among others', async () => {
    const picky = edited(
      { 'raft.ts': plainSource },
      'raft.ts',
      'if (reply === undefined || !this.stillLeads(args.term, reply.term)) return;\n    if (reply.success',
      "if (reply !== undefined && 'conflict' in reply) throw new Error('what is that?');\n    $&",
    );
    const program = await programOf(picky);
    const { result, peersUsed } = await judge(program, 'TestRejoin3B', 1);
    expect(result.verdict).toBe('pass');
    expect(peersUsed).toEqual({
      kind: 'own',
      why: 'it passes by itself what it failed among the reference (uncaught-exception)',
    });
  });
});
