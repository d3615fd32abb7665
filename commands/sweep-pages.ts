import type { RunPool } from '../runner/pool.ts';
import type { FailureGroup } from '../runner/sweep/groups.ts';
import type { RunResult } from '../tester/result.ts';
import { writeRunPage } from './trace-page.ts';

/** Where the pages of some runs are; a run that had to be ended from outside has none. */
export type PageOf = (run: RunResult) => string | undefined;

export const noPages: PageOf = () => undefined;

/** Writes a page for the shortest run of each group. */
export async function writeSweepPages(
  groups: readonly FailureGroup[],
  pool: RunPool,
): Promise<PageOf> {
  const pages = new Map<RunResult, string>();
  for (const { shortest } of groups) {
    const page = shortest.traceHash === '' ? undefined : await writeRunPage(shortest, pool);
    if (page !== undefined) pages.set(shortest, page);
  }
  return (run) => pages.get(run);
}
