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
