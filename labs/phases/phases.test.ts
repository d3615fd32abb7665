import { describe, expect, test } from 'vitest';
import { programOf } from '../../tester/testing/implementation.ts';
import { variantOfReference, type Edit } from '../../tester/testing/variant.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { run, type RunOptions } from '../../tester/run.ts';
import { committedEverywhere, committedOnLeader, twoLeaders } from './committed.ts';
import { lab } from './lab.ts';
import {
  beforeCommand,
  onAllFollowers,
  onLeaderOnly,
  onMajority,
  onSomeFollowers,
} from './uncommitted.ts';

const seeds = Array.from({ length: 5 }, (_, k) => k + 1);

/** A bug that the phase is there to find, and the properties that may fail by it. */
interface Broken {
  readonly scenario: Scenario;
  readonly bug: string;
  readonly edit: Edit;
  readonly properties: readonly string[];
}

const quorum = 'stored[Math.floor(stored.length / 2)]';

const broken: readonly Broken[] = [
  {
    scenario: beforeCommand,
    bug: 'a candidate wants the votes of all servers',
    edit: {
      file: 'raft.ts',
      replace: 'candidate.votes <= servers / 2',
      by: 'candidate.votes < servers',
    },
    properties: ['service-resumes'],
  },
  {
    scenario: onLeaderOnly,
    bug: 'a leader commits on its own append',
    edit: { file: 'leader.ts', replace: quorum, by: 'stored[0]' },
    properties: ['acknowledged-by-majority', 'state-machine-safety'],
  },
  {
    scenario: onSomeFollowers,
    bug: 'two of five count as a majority',
    edit: { file: 'leader.ts', replace: quorum, by: 'stored[Math.floor(stored.length / 2) - 1]' },
    properties: ['acknowledged-by-majority', 'state-machine-safety'],
  },
  {
    scenario: onMajority,
    bug: 'a leader never backs up to what a follower lacks',
    edit: {
      file: 'leader.ts',
      replace: 'follower.backUp(args, reply.conflict, log)',
      by: 'log.lastIndex < 0',
    },
    properties: ['service-resumes', 'agreement'],
  },
  {
    scenario: onAllFollowers,
    bug: 'what is sent counts as stored',
    edit: {
      file: 'leader.ts',
      replace:
        "follower.unanswered = args;\n    const reply = await follower.end.Call('Raft.AppendEntries', args);",
      by: "follower.unanswered = args;\n    follower.confirm(log.lastIndex);\n    const reply = await follower.end.Call('Raft.AppendEntries', args);",
    },
    properties: ['acknowledged-by-majority'],
  },
  {
    scenario: committedOnLeader,
    bug: 'a vote is given whatever the log',
    edit: {
      file: 'raft.ts',
      replace: 'state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm)',
      by: 'true',
    },
    properties: ['state-machine-safety'],
  },
  {
    scenario: committedEverywhere,
    bug: 'a new leader applies its log from the beginning',
    edit: {
      file: 'raft.ts',
      replace: '    this.role = leader;\n',
      by: '    this.role = leader;\n    this.lastApplied = 0;\n',
    },
    properties: ['apply-order'],
  },
  {
    scenario: twoLeaders,
    bug: 'a follower keeps its own entries where they conflict',
    edit: {
      file: 'log.ts',
      replace: 'if (index <= this.lastIndex && this.term(index) === entry.term) continue;',
      by: 'if (index <= this.lastIndex) continue;',
    },
    properties: ['state-machine-safety', 'agreement'],
  },
];

describe('the phases of a command', () => {
  test.each(lab.scenarios)('$name passes on the reference with 5 seeds', async (scenario) => {
    const program = await programOf(variantOfReference());
    for (const seed of seeds) {
      const result = await run(scenario, program, options(seed));
      expect(result.failure?.message, `seed ${seed}`).toBeUndefined();
      expect(result.warnings).toEqual([]);
    }
  });

  test.each(broken)('$scenario.name fails when $bug', async ({ scenario, edit, properties }) => {
    const program = await programOf(variantOfReference(edit));
    let failed = 0;
    for (const seed of seeds.slice(0, 4)) {
      // The oracles would find the bug before the phase can show what comes of it.
      const { failure } = await run(scenario, program, { ...options(seed), oracles: 'off' });
      if (failure === undefined) continue;
      expect(properties, `seed ${seed}: ${failure.message}`).toContain(failure.property);
      failed++;
    }
    // Some of these bugs also need a certain server to be the quickest.
    expect(failed).toBeGreaterThanOrEqual(3);
  });
});

function options(seed: number): RunOptions {
  return { seed, recording: 'off', implementation: 'solutions' };
}
