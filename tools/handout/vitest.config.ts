import { defineConfig } from 'vitest/config';

/** The tests of the lab in vitest, and in an editor. */
export default defineConfig({
  test: {
    include: ['labs/**/*.test.ts'],
    // The pages of failed runs that a report takes along.
    attachmentsDir: 'traces/attachments',
    env: { TZ: 'UTC' },
    // Simulated runs are quick, but a machine may be slow, and a hang must not be endless.
    testTimeout: 120_000,
  },
});
