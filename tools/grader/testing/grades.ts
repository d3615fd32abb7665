import { gradesIn, notGradedIn, outcomesOf, type Grade } from '../run/grades.ts';
import type { Grading } from '../run/grading.ts';

/** The grades of a class in which everybody was graded. */
export function gradesOf(grading: Grading, out: string): readonly Grade[] {
  const outcomes = outcomesOf(grading, out);
  const [failed] = notGradedIn(outcomes);
  if (failed !== undefined) throw new Error(`${failed.student.id} not graded: ${failed.reason}`);
  return gradesIn(outcomes);
}
