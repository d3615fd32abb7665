import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { CoursePart } from '../../tester/part.ts';
import { runSchedule } from '../../tester/play-schedule.ts';
import { programOf } from '../../tester/testing/implementation.ts';
import { variantOfReference, type Edit } from '../../tester/testing/variant.ts';
import { randomSchedule } from './generate.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { search, type Found } from './search.ts';

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

/** All that is done in many schedules of a part, as one text. */
function stepsOf(part: CoursePart): string {
  return JSON.stringify(seeds.map((seed) => randomSchedule(seed, { part }).steps));
}

const networkVerbs = ['cut', 'hold', 'release', 'delay', 'lose', 'duplicate', 'heal', 'drift'];

test.each([
  ['3A', ['crash', 'kill', 'restart', 'commands', 'persist', 'apply', 'InstallSnapshot']],
  ['3B', ['crash', 'kill', 'restart', 'persist', 'apply-snapshot', 'InstallSnapshot']],
  ['3C', ['apply-snapshot', 'InstallSnapshot']],
] as const)('what only parts after %s ask for does not come up there', (part, later) => {
  const steps = stepsOf(part);
  expect(later.filter((word) => steps.includes(`"${word}"`))).toEqual([]);
  expect(networkVerbs.filter((verb) => !steps.includes(`"verb":"${verb}"`))).toEqual([]);
  for (const seed of seeds) {
    const schedule: unknown = randomSchedule(seed, { part });
    expect(schedule).toMatchObject({ part, snapshots: false });
    expect(v.parse(scheduleSchema, schedule)).toEqual(schedule);
  }
});

test('a schedule for 3D is the one that is drawn when no part is named', () => {
  for (const seed of seeds) {
    expect(randomSchedule(seed, { part: '3D' })).toEqual({ part: '3D', ...randomSchedule(seed) });
  }
});

const notYet = "throw new Error('not yet');";
const savesNothing: Edit = {
  file: 'state.ts',
  replace: '    this.persister.Save(encode(saved), this.snapshot);\n',
  by: '    void saved;\n',
};
const takesNoCommands: Edit = {
  file: 'raft.ts',
  replace: '    const term = this.state.currentTerm;\n    if (this.role.kind',
  by: `    ${notYet}\n    const term = this.state.currentTerm;\n    if (this.role.kind`,
};
const takesNoSnapshots: Edit = {
  file: 'raft.ts',
  replace: '    const { log } = this.state;\n    // One from the leader',
  by: `    ${notYet}\n    const { log } = this.state;\n    // One from the leader`,
};

/** Implementations that are correct as far as they go. */
const unfinished: readonly { part: CoursePart; next: CoursePart; edits: readonly Edit[] }[] = [
  { part: '3A', next: '3B', edits: [savesNothing, takesNoCommands, takesNoSnapshots] },
  { part: '3B', next: '3C', edits: [savesNothing, takesNoSnapshots] },
  { part: '3C', next: '3D', edits: [takesNoSnapshots] },
];

describe.each(unfinished)('a Raft that has come to $part', ({ part, next, edits }) => {
  async function firstFailure(asked: CoursePart): Promise<Found | undefined> {
    const program = await programOf(variantOfReference(...edits));
    return search({
      seed: 500,
      // Only one world of a host process runs at a time, and two are begun for each job.
      jobs: 0.5,
      part: asked,
      run: ({ schedule, seed }) =>
        runSchedule(schedule, program, { seed, recording: 'off', implementation: 'unfinished' }),
      goOn: (begun) => begun < 8,
      onResult: () => undefined,
    });
  }

  test('survives the schedules of that part', async () => {
    expect((await firstFailure(part))?.result.failure?.message).toBeUndefined();
  });

  test('and not those of the next', async () => {
    expect(await firstFailure(next)).toBeDefined();
  });
});
