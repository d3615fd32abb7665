import path from 'node:path';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { csv } from '../outputs/csv.ts';
import { sourceFolder } from '../run/grade.ts';
import type { Grading } from '../run/grading.ts';
import { writeWhole } from '../../runner/write-whole.ts';
import { compare } from './compare.ts';
import { similarityPage } from './page.tsx';
import { sourcesOf } from './sources.ts';

/**
 * Compares the submissions of a class that has been graded, and writes `similarity.html` and
 * `similarity.csv`.
 *
 * @returns how many submissions could be compared
 */
export function writeSimilarity(out: string, { students, policy }: Grading): number {
  const submissions = students.map(({ id, student }) => {
    return { id, student, files: sourcesOf(sourceFolder(out, id)) };
  });
  const comparison = compare(submissions, sourcesOf(path.join(projectRoot, 'skeleton')));
  writeWhole(path.join(out, 'similarity.html'), similarityPage(policy.title, comparison));
  const rows = comparison.pairs.map((pair) => [
    pair.first.id,
    pair.second.id,
    pair.similarity.toFixed(4),
    pair.firstShare.toFixed(4),
    pair.secondShare.toFixed(4),
  ]);
  writeWhole(
    path.join(out, 'similarity.csv'),
    csv([['first', 'second', 'similarity', 'of the first', 'of the second'], ...rows]),
  );
  return submissions.length - comparison.leftOut.length;
}
