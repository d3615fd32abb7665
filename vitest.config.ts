import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Tests that start processes, or change what is of the whole process; and the longest of those that run
 * simulated clusters, whose garbage would slow down whatever shares a process with them.
 */
const apart = [
  'docs/commands.test.ts',
  'docs/grading.test.ts',
  'tester/oracles/{edits,innocent}.test.ts',
  'tools/report/diagnosis/diagnose.test.ts',
  'tools/{commands,explore,grader,handout,runner,viewer}/**/*.test.ts',
];

/** Tests of what the code of a server finds around it, which hold in every realm. */
const promised = [
  'sim/globals/*.test.ts',
  'tester/cluster/{inspect,isolation,kill}.test.ts',
  'tester/process-realm/same-run.test.ts',
];

export default defineConfig({
  test: {
    // The pages of failed runs that a report takes along.
    attachmentsDir: 'traces/attachments',
    // Many tests wait for processes that they started, so no core is kept free for vitest itself.
    maxWorkers: availableParallelism(),
    env: { TZ: 'UTC' },
    // Simulated runs are quick, but a shared machine may be slow, and a hang must not be endless.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts'],
          // What students hand in is graded, never run here.
          exclude: [
            '**/node_modules/**',
            'grades/**',
            'tester/process-realm/same-run.test.ts',
            ...apart,
          ],
          // A process of its own for each file costs more than most of the files. These keep nothing
          // behind: a simulated run leaves its process as it found it, which the runs rely on anyway.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'in processes',
          // What is promised to the code of a server, in the realm that has a process for each.
          include: promised,
          env: { RAFTLAB_REALM: 'process' },
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: apart,
          globalSetup: 'tools/commands/testing/bundle-commands.ts',
          // All of the others before: a process is kept only while the next file may use it as well.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
