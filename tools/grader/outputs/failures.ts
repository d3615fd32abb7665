import type { RunRecord } from '../run/record.ts';
import type { Grade } from '../run/grades.ts';
import { peersFlag } from './peers.ts';

/** Failed runs of one submission that broke the same rule or check. */
export interface BrokenRule {
  readonly property: string;
  readonly runs: number;
  /** In which tests it showed, in the course's order. */
  readonly tests: readonly string[];
  /** The run that ended after the least simulated time: the easiest to read. */
  readonly example: RunRecord;
}

/** A submission's failed runs by what they broke, most often first. */
export function brokenRules({ tests }: Pick<Grade, 'tests'>): readonly BrokenRule[] {
  const groups = new Map<string, RunRecord[]>();
  for (const record of tests.flatMap((test) => test.records)) {
    if (record.failure === undefined) continue;
    const { property } = record.failure;
    groups.set(property, [...(groups.get(property) ?? []), record]);
  }
  return [...groups]
    .flatMap(([property, records]) => toRule(property, records))
    .sort((a, b) => b.runs - a.runs || (a.property < b.property ? -1 : 1));
}

function toRule(property: string, records: readonly RunRecord[]): BrokenRule[] {
  const [first] = records;
  if (first === undefined) return [];
  const example = records.reduce(
    (best, record) => ((record.failure?.atMs ?? 0) < (best.failure?.atMs ?? 0) ? record : best),
    first,
  );
  const tests = [...new Set(records.map((record) => record.test))];
  return [{ property, runs: records.length, tests, example }];
}

/** The command with which a student sees a failed run again, in the own copy of the project. */
export function replayOf(record: RunRecord, part: string): string {
  // It draws the schedule from the seed as the grading did.
  if (part === 'explore') return `npm run explore -- --seed ${record.seed} --runs 1`;
  const peers = peersFlag(record);
  return `npm run test:${part} -- --seed ${record.seed} -t ${record.test}${peers}`;
}
