import type { PlannedTest } from '../policy/plan.ts';
import type { Outcome } from '../run/grades.ts';
import type { BrokenRule } from './failures.ts';
import type { Machine } from './machine.ts';

/** What reports say besides the grades. */
export interface ReportContext {
  readonly machines: readonly Machine[];
  /** Where a page of a rule's example is, seen from the report of the submission with this id. */
  tracePage(id: string, rule: BrokenRule): string | undefined;
  /** Whether the submissions were compared with each other. */
  readonly hasSimilarity: boolean;
}

/** The tests of a class: those of anybody in it. */
export function testsOf([first]: readonly Outcome[]): readonly PlannedTest[] {
  if (first === undefined) return [];
  return first.kind === 'graded' ? first.tests.map(({ test }) => test) : first.tests;
}
