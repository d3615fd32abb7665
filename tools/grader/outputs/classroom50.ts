import * as v from 'valibot';
import type { Grade } from '../run/grades.ts';

/** Where a submission stands, as the workflow that grades it knows. */
export interface Classroom50Context {
  readonly classroom: string;
  readonly assignment: string;
  readonly submission: string;
  readonly commit: string;
  readonly release: string;
  readonly review: string;
  /** ISO 8601: when it was handed in. */
  readonly datetime: string;
}

const points = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Classroom 50's `result.json`. */
export const classroom50Schema = v.strictObject({
  schema: v.literal('classroom50/result/v1'),
  classroom: v.string(),
  assignment: v.string(),
  submission: v.string(),
  commit: v.string(),
  release: v.string(),
  review: v.string(),
  datetime: v.string(),
  score: points,
  'max-score': points,
  tests: v.array(
    v.strictObject({
      'test-name': v.string(),
      passed: v.boolean(),
      score: points,
      'max-score': points,
    }),
  ),
});

/** It takes whole points only: they are rounded, the whole for itself. */
export function classroom50Result(
  grade: Grade,
  context: Classroom50Context,
): v.InferOutput<typeof classroom50Schema> {
  return {
    schema: 'classroom50/result/v1',
    ...context,
    score: Math.round(grade.score),
    'max-score': Math.round(grade.maxScore),
    tests: grade.tests.map(({ test, passed, earned }) => ({
      'test-name': test.name,
      passed: passed === test.seeds.length,
      score: Math.round(earned),
      'max-score': Math.round(test.points),
    })),
  };
}

/** What an Actions workflow tells in its environment. */
export function contextFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  datetime: string,
): Classroom50Context {
  const of = (name: string): string => env[name] ?? '';
  return {
    classroom: of('CLASSROOM50_CLASSROOM'),
    assignment: of('CLASSROOM50_ASSIGNMENT'),
    submission: of('GITHUB_REPOSITORY'),
    commit: of('GITHUB_SHA'),
    release: of('GITHUB_REF_NAME'),
    review: of('CLASSROOM50_REVIEW'),
    datetime,
  };
}
