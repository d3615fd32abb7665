import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../tester/implementation/root.ts';
import type { RunResult } from '../../../tester/result.ts';
import { UsageError } from '../usage-error.ts';

/** A failed run, as far as it takes to run it again. */
export interface FailedRun {
  readonly test: string;
  readonly seed: number;
}

/** The failed runs of the last sweep, and the implementation they belong to. */
export interface FailedRuns {
  readonly implementation: string;
  readonly runs: readonly FailedRun[];
}

const file = path.join(projectRoot, '.cache/failed-runs.json');

/** Remembers the failed runs of a sweep in place of those of the sweep before. */
export function rememberFailedRuns(implementation: string, failures: readonly RunResult[]): void {
  const runs = failures.map(({ test, seed }) => ({ test, seed }));
  const record: FailedRuns = { implementation, runs };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** @throws UsageError when there is nothing to run again */
export function recallFailedRuns(): FailedRuns {
  const record = read();
  if (record !== undefined && record.runs.length > 0) return record;
  throw new UsageError(
    'no failed runs are remembered: --failed runs those of the last sweep again, ' +
      'and there was none, or none of its runs failed',
  );
}

function read(): FailedRuns | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as FailedRuns;
  } catch {
    return undefined;
  }
}
