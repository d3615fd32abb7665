import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../tester/result.ts';
import { runSchedule } from '../../tester/play-schedule.ts';
import { programOf } from '../../tester/testing/implementation.ts';
import { variantOfReference, type Edit } from '../../tester/testing/variant.ts';
import { CoverageTally, search, type Found } from './search.ts';
import { shrink, type Failing } from './shrink.ts';

interface Bug {
  readonly bug: string;
  readonly edit: Edit;
  readonly property: string;
  /** Where the search begins, not long before it finds something. */
  readonly seed?: number;
}

const bugs: readonly Bug[] = [
  {
    bug: 'votedFor is not read back after a crash',
    edit: { file: 'state.ts', replace: '    this.votedFor = saved.votedFor;\n', by: '' },
    property: 'one-vote-per-term',
  },
  {
    bug: 'entries of old terms are committed by counting',
    edit: {
      file: 'leader.ts',
      replace: 'N > commitIndex && state.log.term(N) === this.term',
      by: 'N > commitIndex',
    },
    property: 'commit-own-term',
  },
  {
    bug: 'a vote for server 0 is not read back',
    edit: { file: 'state.ts', replace: '= saved.votedFor;', by: '= saved.votedFor || null;' },
    property: 'one-vote-per-term',
    seed: 40,
  },
  {
    bug: 'entries from before the follower’s snapshot are rejected',
    edit: {
      file: 'log.ts',
      replace: 'if (prevLogIndex < this.lastIncludedIndex) return undefined;',
      by: `if (prevLogIndex < this.lastIncludedIndex) {
        return { conflictTerm: null, conflictIndex: this.lastIncludedIndex };
      }`,
    },
    property: 'entries-retried',
    seed: 80,
  },
];

async function runner(
  ...edits: readonly Edit[]
): Promise<(candidate: Failing) => Promise<RunResult>> {
  const program = await programOf(variantOfReference(...edits));
  return ({ schedule, seed }) =>
    runSchedule(schedule, program, { seed, recording: 'off', implementation: 'solutions' });
}

function firstFailure(
  run: (candidate: Failing) => Promise<RunResult>,
  options: { runs: number; seed: number; tally?: CoverageTally },
): Promise<Found | undefined> {
  const { runs, seed, tally } = options;
  return search({
    seed,
    // Only one world of a host process runs at a time.
    jobs: 1,
    run: oneAtATime(run),
    goOn: (begun) => begun < runs,
    onResult: (result) => tally?.add(result),
  });
}

function oneAtATime<In, Out>(work: (input: In) => Promise<Out>): (input: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const next = last.then(() => work(input));
    last = next;
    return next;
  };
}

describe('exploration', () => {
  test.each(bugs)(
    'finds and shrinks to a dozen steps: $bug',
    async ({ edit, property, seed = 1 }) => {
      const run = await runner(edit);
      const found = await firstFailure(run, { runs: 100, seed });
      expect(found?.result.failure?.property).toBe(property);
      if (found === undefined) return;
      const small = await shrink(found, {
        stillFails: async (candidate) => (await run(candidate)).failure?.property === property,
        jobs: 1,
        maxRuns: 600,
      });
      expect(small.schedule.steps.length).toBeLessThanOrEqual(12);
      expect(small.schedule.steps.length).toBeLessThan(found.schedule.steps.length);

      const saved: unknown = JSON.parse(
        JSON.stringify({ schedule: small.schedule, seed: small.seed }),
      );
      const [once, again] = [await run(small), await run(saved as Failing)];
      expect(again.failure).toEqual(once.failure);
      expect(again.traceHash).toBe(once.traceHash);
      // What shows the bug does not accuse a Raft without it.
      expect((await (await runner())(small)).failure).toBeUndefined();
    },
  );

  test('the reference survives, and the runs met every situation worth the name', async () => {
    const tally = new CoverageTally();
    const found = await firstFailure(await runner(), { runs: 100, seed: 1_000, tally });
    expect(found?.result.failure?.message).toBeUndefined();
    expect(tally.runs).toBe(100);
    for (const situation of [
      'leaders elected with uncommitted entries',
      'two leaders at the same time',
      'votes refused because the log is behind',
      'uncommitted entries truncated',
      'entries committed in a later term',
      'snapshots installed',
      'crashes between persisting and replying',
    ] as const) {
      expect(tally.of(situation).runs, situation).toBeGreaterThan(0);
    }
  });

  test('the first failing seed is found, however many runs are under way', async () => {
    const [bug] = bugs;
    const run = oneAtATime(await runner(...(bug === undefined ? [] : [bug.edit])));
    const seeds = [];
    for (const jobs of [1, 3]) {
      const found = await search({
        seed: 10,
        jobs,
        run,
        goOn: () => true,
        onResult: () => undefined,
      });
      seeds.push(found?.seed);
    }
    expect(seeds[0]).toBeDefined();
    expect(seeds[1]).toBe(seeds[0]);
  });
});
