import type { RunFailure, RunResult } from '../../../tester/result.ts';

/** Failed runs that look like one bug. */
export interface FailureGroup {
  readonly property: string;
  /** The file and line of the implementation where it broke, when the failure names one. */
  readonly place: string | undefined;
  readonly runs: number;
  /** In which tests it showed, most often first. */
  readonly tests: readonly string[];
  /** The run that ended after the least simulated time: the easiest to read. */
  readonly shortest: RunResult;
}

/**
 * Sorts failed runs into bugs: the same rule or check broken, and the same line of the implementation
 * where one is named. Messages differ from run to run (terms, indexes, times) and are not compared.
 */
export function groupFailures(failures: readonly RunResult[]): readonly FailureGroup[] {
  const groups = new Map<string, RunResult[]>();
  for (const result of failures) {
    const { failure } = result;
    if (failure === undefined) continue;
    const key = `${failure.property} ${placeOf(failure) ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.values()].map(toGroup).sort((a, b) => b.runs - a.runs);
}

function toGroup(results: readonly RunResult[]): FailureGroup {
  const shortest = results.reduce((best, result) =>
    result.statistics.simulatedMs < best.statistics.simulatedMs ? result : best,
  );
  const { failure } = shortest;
  const counts = new Map<string, number>();
  for (const { test } of results) counts.set(test, (counts.get(test) ?? 0) + 1);
  const tests = [...counts].sort((a, b) => b[1] - a[1]).map(([test]) => test);
  return {
    property: failure?.property ?? '',
    place: failure === undefined ? undefined : placeOf(failure),
    runs: results.length,
    tests,
    shortest,
  };
}

function placeOf({ stack }: RunFailure): string | undefined {
  return /([^\s()]+:\d+):\d+\)?$/.exec(stack[0] ?? '')?.[1];
}
