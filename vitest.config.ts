import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // What students hand in is graded, never run here.
    exclude: ['**/node_modules/**', 'grades/**'],
    // The pages of failed runs that a report takes along.
    attachmentsDir: 'traces/attachments',
    // Many tests wait for processes that they started, so no core is kept free for vitest itself.
    maxWorkers: availableParallelism(),
    env: { TZ: 'UTC' },
    // Simulated runs are quick, but a shared machine may be slow, and a hang must not be endless.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
