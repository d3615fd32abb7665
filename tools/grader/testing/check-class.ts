import type { Grade } from '../run/grades.ts';
import type { Expected, Member } from './class.ts';

/** One submission's line in the comparison of what was expected with what came. */
export interface Compared {
  readonly id: string;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  readonly isAsExpected: boolean;
}

/** Holds each grade against what its submission deserves; one that nobody wrote is no good either. */
export function compareClass(
  members: readonly Member[],
  grades: readonly Grade[],
): readonly Compared[] {
  const ids = [
    ...new Set([...members, ...grades.map(({ student }) => student)].map(({ id }) => id)),
  ];
  return ids.sort().map((id): Compared => {
    const member = members.find((each) => each.id === id);
    const grade = grades.find(({ student }) => student.id === id);
    return {
      id,
      what: member?.what ?? 'nobody’s',
      expected: member === undefined ? 'nothing' : describe(member.expected),
      actual: grade === undefined ? 'missing' : describeGrade(grade),
      isAsExpected:
        member !== undefined && grade !== undefined && isAsExpected(member.expected, grade),
    };
  });
}

function isAsExpected(expected: Expected, grade: Grade): boolean {
  const { score, maxScore, problem } = grade;
  switch (expected.kind) {
    case 'all-points':
      return score === maxScore && problem === undefined;
    case 'no-points':
      return score === 0 && (expected.problem?.test(problem ?? '') ?? problem === undefined);
    case 'some-lost':
      return (
        score < maxScore && propertiesOf(grade).some((name) => expected.properties.includes(name))
      );
  }
}

function describe(expected: Expected): string {
  switch (expected.kind) {
    case 'all-points':
      return 'all points';
    case 'no-points':
      return expected.problem === undefined ? '0' : `0: ${expected.problem.source}`;
    case 'some-lost':
      return `fewer: ${expected.properties.join(' or ')}`;
  }
}

function describeGrade(grade: Grade): string {
  const { score, maxScore, problem } = grade;
  const why = problem?.split('\n')[0] ?? propertiesOf(grade).join(', ');
  return `${score} of ${maxScore}${why === '' ? '' : `: ${why}`}`;
}

/** What its runs failed by, the most frequent first. */
function propertiesOf({ tests }: Grade): string[] {
  const counts = new Map<string, number>();
  for (const { failure } of tests.flatMap(({ records }) => records)) {
    if (failure === undefined) continue;
    counts.set(failure.property, (counts.get(failure.property) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([property]) => property);
}
