import Table from 'cli-table3';
import { situations } from '../../tester/schedule/coverage.ts';
import type { CoverageTally } from './search.ts';

/**
 * What the runs brought about. A situation that never occurred stands there too, as that is what
 * "nothing found" does not speak of.
 */
export function coverageTable(tally: CoverageTally): string {
  const table = new Table({
    head: ['situation', 'times', 'in runs'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const situation of situations) {
    const { times, runs } = tally.of(situation);
    table.push([situation, times === 0 ? 'never' : String(times), share(runs, tally.runs)]);
  }
  return table.toString();
}

function share(runs: number, all: number): string {
  return all === 0 ? '' : `${Math.round((100 * runs) / all)}%`;
}
