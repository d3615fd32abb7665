import { describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import type { Program } from '../../sim/program.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { referenceInGo } from './testing/go-spelling.ts';
import { violationOf } from './testing/judge.ts';
import { Script } from './testing/script.ts';

function runOf(program: Program, test: string, seed = 1): Promise<RunResult> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`there is no test ${test}`);
  return run(scenario, program, { seed, recording: 'off', implementation: 'in Go' });
}

describe('a Raft whose messages have Go’s field names', () => {
  it.each(['TestManyElections3A', 'TestSnapshotInstall3D'])(
    'is watched by all rules, and accused by none: %s',
    async (test) => {
      const { failure, oracleNotes, unchecked } = await runOf(await referenceInGo(), test);
      expect({ failure, oracleNotes, unchecked }).toEqual({
        failure: undefined,
        oracleNotes: [],
        unchecked: [],
      });
    },
  );

  it.each([
    {
      rule: 'up-to-date-vote',
      test: 'TestFailAgree3B',
      replace: 'state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm);',
      by: 'true;',
    },
    {
      rule: 'one-vote-per-term',
      test: 'TestManyElections3A',
      replace: '(state.votedFor === null || state.votedFor === args.candidateId) &&',
      by: '(state.votedFor === null || true) &&',
    },
  ])('is caught by $rule like any other', async ({ rule, test, replace, by }) => {
    const program = await referenceInGo({ file: 'raft.ts', replace, by });
    const caught = new Set<string | undefined>();
    for (let seed = 1; seed <= 6 && !caught.has(rule); seed++) {
      caught.add((await runOf(program, test, seed)).failure?.property);
    }
    expect([...caught]).toContain(rule);
  });
});

describe('a message that has a field in both spellings', () => {
  const vote = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
  const asks = (args: object): Script =>
    new Script(3).call([0, 1], 'Raft.RequestVote', args, { term: 1, voteGranted: true }, (it) =>
      it.persist(1),
    );

  it('cannot be right when they differ', () => {
    const { violation } = asks({ ...vote, Term: 2 }).judge();
    expect(violation?.rule).toBe('well-formed-message');
    expect(violation?.message).toContain('it has term 1 and Term 2; expected the field once');
  });

  it('is as good as any when they say the same', () => {
    expect(violationOf(asks({ ...vote, Term: 1 }))).toBe(violationOf(asks(vote)));
  });

  it('cannot be right in a reply or an entry either', () => {
    const replies = new Script(3).call([0, 1], 'Raft.RequestVote', vote, {
      term: 1,
      voteGranted: true,
      VoteGranted: false,
    });
    expect(violationOf(replies)).toBe('well-formed-message');
    const entries = [{ term: 1, Term: 2, command: 'x' }];
    const beat = { term: 1, leaderId: 0, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0 };
    const appends = new Script(3).call(
      [0, 1],
      'Raft.AppendEntries',
      { ...beat, entries },
      { term: 1, success: true },
    );
    expect(violationOf(appends)).toBe('well-formed-message');
  });
});

it('names a field that cannot be right as the message spells it', () => {
  const args = { Term: 1, CandidateId: 0, LastLogIndex: undefined, LastLogTerm: 0 };
  const { violation } = new Script(3)
    .call([0, 1], 'Raft.RequestVote', args, { Term: 1, VoteGranted: false })
    .judge();
  expect(violation?.message).toContain('LastLogIndex is undefined');
});
