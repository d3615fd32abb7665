import { describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { editedReference, type Edit } from './testing/edited.ts';

/** A bug put into the reference, and where it shows. */
interface Bug {
  readonly what: string;
  readonly edit: Edit;
  readonly scenario: string;
  /** The rule that names it. */
  readonly rule: string;
}

const seeds = [1, 2, 3, 4, 5, 6];

const raft = (find: string, replace: string): Edit => ({ file: 'raft.ts', find, replace });
const leader = (find: string, replace: string): Edit => ({ file: 'leader.ts', find, replace });
const log = (find: string, replace: string): Edit => ({ file: 'log.ts', find, replace });
const state = (find: string, replace: string): Edit => ({ file: 'state.ts', find, replace });

const violations: readonly Bug[] = [
  {
    what: 'grants a vote without looking at votedFor',
    edit: raft(
      '(state.votedFor === null || state.votedFor === args.candidateId) &&',
      '(state.votedFor === null || true) &&',
    ),
    scenario: 'TestManyElections3A',
    rule: 'one-vote-per-term',
  },
  {
    what: 'votes for candidates with staler logs',
    edit: raft('state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm);', 'true;'),
    scenario: 'TestFailAgree3B',
    rule: 'up-to-date-vote',
  },
  {
    what: 'compares logs by length alone',
    edit: log(
      'if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;',
      'void lastLogTerm;',
    ),
    scenario: 'TestRejoin3B',
    rule: 'up-to-date-vote',
  },
  {
    what: 'wins with one vote too few',
    edit: raft('candidate.votes <= servers / 2', 'candidate.votes < Math.floor(servers / 2)'),
    scenario: 'TestInitialElection3A',
    rule: 'elected-by-majority',
  },
  {
    what: 'counts votes of an earlier candidacy',
    edit: raft('return this.role === role;', 'return this.role.kind === (role as Role).kind;'),
    scenario: 'TestFigure8Unreliable3C',
    rule: 'elected-by-majority',
  },
  {
    what: 'ignores a higher term in a reply',
    edit: raft('if (this.isKilled || replyTerm <= this.state.currentTerm) return;', 'return;'),
    scenario: 'TestManyElections3A',
    rule: 'steps-down',
  },
  {
    what: 'does not adopt the term of a RequestVote',
    edit: raft('if (args.term > state.currentTerm) this.becomeFollower(args.term);', ''),
    scenario: 'TestInitialElection3A',
    rule: 'reply-term',
  },
  {
    what: 'does not count AppendEntries as a sign of life',
    edit: raft(
      'this.becomeFollower(term);\n    this.resetElectionTimer();',
      'this.becomeFollower(term);',
    ),
    scenario: 'TestInitialElection3A',
    rule: 'hears-leader-no-campaign',
  },
  {
    what: 'elects more often than leaders can send',
    edit: raft('{ min: 300, max: 600 }', '{ min: 50, max: 90 }'),
    scenario: 'TestInitialElection3A',
    rule: 'hears-leader-no-campaign',
  },
  {
    what: 'accepts entries of an old leader',
    edit: raft(
      'if (args.term < state.currentTerm) return { term: state.currentTerm, success: false };',
      '',
    ),
    scenario: 'TestReElection3A',
    rule: 'stale-term-refused',
  },
  {
    what: 'answers heartbeats without comparing logs',
    edit: raft(
      'const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);',
      'const conflict = args.entries.length === 0 ? undefined : ' +
        'state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);',
    ),
    scenario: 'TestFailAgree3B',
    rule: 'log-matching',
  },
  {
    what: 'does not compare prevLogTerm',
    edit: log(
      'if (conflictTerm === prevLogTerm) return undefined;',
      'if (conflictTerm >= 0) return undefined;',
    ),
    scenario: 'TestRejoin3B',
    rule: 'log-matching',
  },
  {
    what: 'appends to the log of a follower',
    edit: raft(
      "if (this.role.kind !== 'leader') return",
      "if (this.role.kind !== 'leader') this.state.log.append({ term, command });\n" +
        "    if (this.role.kind !== 'leader') return",
    ),
    scenario: 'TestBasicAgree3B',
    rule: 'log-matching',
  },
  {
    what: 'deletes everything after prevLogIndex',
    edit: log('if (index <= this.lastIndex && this.term(index) === entry.term) continue;', ''),
    scenario: 'TestUnreliableAgree3C',
    rule: 'acknowledgement-kept',
  },
  {
    what: 'commits entries of earlier terms by counting',
    edit: leader('N > commitIndex && state.log.term(N) === this.term', 'N > commitIndex'),
    scenario: 'TestFailNoAgree3B',
    rule: 'commit-own-term',
  },
  {
    what: 'commits with one server too few',
    edit: leader('Math.floor(stored.length / 2)', 'Math.floor(stored.length / 2) - 1'),
    scenario: 'TestBasicAgree3B',
    rule: 'commit-majority',
  },
  {
    what: 'applies what it appends',
    edit: raft('Math.min(args.leaderCommit, lastNewIndex)', 'lastNewIndex'),
    scenario: 'TestFailNoAgree3B',
    rule: 'commit-majority',
  },
  {
    what: 'takes a reply for the whole log of the moment',
    edit: leader('args.prevLogIndex + args.entries.length', 'this.server.state.log.lastIndex'),
    scenario: 'TestFailNoAgree3B',
    rule: 'commit-majority',
  },
  {
    what: 'commits only what all have',
    edit: leader('stored[Math.floor(stored.length / 2)]', 'stored[stored.length - 1]'),
    scenario: 'TestBackup3B',
    rule: 'commits-in-time',
  },
  {
    what: 'sends entries that do not follow prevLogIndex',
    edit: leader(
      'log.entriesFrom(follower.nextIndex)',
      'log.entriesFrom(Math.max(log.lastIncludedIndex + 1, follower.nextIndex - 1))',
    ),
    scenario: 'TestConcurrentStarts3B',
    rule: 'start-kept',
  },
  {
    what: 'does not save its term',
    edit: state('currentTerm: this.currentTerm,', 'currentTerm: 0,'),
    scenario: 'TestUnreliableAgree3C',
    rule: 'persist-before-reply',
  },
  {
    what: 'does not save its vote',
    edit: state('votedFor: this.votedFor,', 'votedFor: null,'),
    scenario: 'TestFigure8Unreliable3C',
    rule: 'persist-before-reply',
  },
  {
    what: 'does not save entries before it acknowledges them',
    edit: raft(
      'if (conflict === undefined) state.log.merge(args.prevLogIndex, args.entries);\n    state.Persist();',
      'state.Persist();\n    if (conflict === undefined) state.log.merge(args.prevLogIndex, args.entries);',
    ),
    scenario: 'TestPersist13C',
    rule: 'persist-before-reply',
  },
  {
    what: 'does not save before it asks for votes',
    edit: raft('state.votedFor = this.me;\n    state.Persist();', 'state.votedFor = this.me;'),
    scenario: 'TestPersist13C',
    rule: 'persist-before-reply',
  },
  {
    what: 'does not read back what it saved',
    edit: state('    this.ReadPersist();\n', ''),
    scenario: 'TestPersist13C',
    rule: 'terms-never-go-back',
  },
  {
    what: 'does not save the commands it takes as leader',
    edit: leader('    state.Persist();\n    for', '    for'),
    scenario: 'TestPersist33C',
    rule: 'leader-completeness',
  },
  {
    what: 'loses the snapshot at a restart',
    edit: state('    this.snapshot = this.persister.ReadSnapshot();\n', ''),
    scenario: 'TestSnapshotInstallCrash3D',
    rule: 'snapshot-kept',
  },
  {
    what: 'forgets lastIncludedTerm',
    edit: log(
      'this.lastIncludedTerm = term;\n    this.version++;',
      'this.lastIncludedTerm = term - term;\n    this.version++;',
    ),
    scenario: 'TestSnapshotBasic3D',
    rule: 'snapshot-of-committed',
  },
  {
    what: 'says that it leads one term too late',
    edit: raft(
      "isLeader: this.role.kind === 'leader' };\n  }\n\n  Start",
      'isLeader: false };\n  }\n\n  Start',
    ),
    scenario: 'TestInitialElection3A',
    rule: 'get-state-agrees',
  },
];

const notes: readonly Bug[] = [
  {
    what: 'sends no heartbeat on its election',
    edit: raft('    leader.replicateToAll();\n', ''),
    scenario: 'TestManyElections3A',
    rule: 'leader-heard',
  },
  {
    what: 'lets commands wait for the heartbeat',
    edit: leader(
      '    for (const follower of this.followers) this.replicateIfIdle(follower);\n    // A leader',
      '    // A leader',
    ),
    scenario: 'TestReliableChurn3C',
    rule: 'start-replicates',
  },
  {
    what: 'takes a lost RPC for a rejection',
    edit: leader(
      "follower's log.\n",
      "follower's log.\n" +
        '    if (reply === undefined && follower.nextIndex > 1) follower.nextIndex--;\n',
    ),
    scenario: 'TestFollowerFailure3B',
    rule: 'lost-is-not-rejected',
  },
  {
    what: 'backs up by one entry at a time',
    edit: {
      file: 'progress.ts',
      find: 'this.nextIndex = Math.max(nextIndex, this.matchIndex + 1);\n    return true;',
      replace:
        'this.nextIndex = Math.max(nextIndex, this.nextIndex - 1, this.matchIndex + 1);\n    return true;',
    },
    scenario: 'TestBackup3B',
    rule: 'backup-per-term',
  },
];

/** Runs with one seed after the other until something is found. */
async function search(bug: Bug, found: (result: RunResult) => boolean): Promise<RunResult> {
  const scenario = findScenario(bug.scenario);
  if (scenario === undefined) throw new Error(`no scenario ${bug.scenario}`);
  const program = await editedReference([bug.edit]);
  for (const seed of seeds) {
    const options = { seed, recording: 'off', implementation: bug.what } as const;
    const result = await run(scenario, program, options);
    if (found(result)) return result;
  }
  throw new Error(`nothing found in ${bug.scenario} with the seeds ${seeds.join(', ')}`);
}

describe('a reference that', () => {
  it.each(violations)('$what fails by the rule $rule', async (bug) => {
    const { failure } = await search(bug, ({ verdict }) => verdict === 'fail');
    expect(failure?.property).toBe(bug.rule);
    expect(failure?.servers.length).toBeGreaterThan(0);
  });

  it.each(notes)('$what gets a note by the rule $rule', async (bug) => {
    const { oracleNotes } = await search(bug, (result) => result.oracleNotes.length > 0);
    expect(oracleNotes.map(({ rule }) => rule)).toContain(bug.rule);
  });

  it('votes twice is left to the tests when the oracles are off', async () => {
    const [bug] = violations;
    const scenario = findScenario(bug?.scenario ?? '');
    if (bug === undefined || scenario === undefined) throw new Error('no bug to try');
    const program = await editedReference([bug.edit]);
    const options = { recording: 'off', implementation: bug.what, seed: 1 } as const;
    const on = await run(scenario, program, options);
    expect(on.failure).toMatchObject({ property: bug.rule, servers: [expect.any(Number)] });
    expect(on.failure?.evidence).toHaveLength(2);
    const off = await run(scenario, program, { ...options, oracles: 'off' });
    expect(off.failure?.property).not.toBe(bug.rule);
    expect(off.oracleNotes).toEqual([]);
  });
});
