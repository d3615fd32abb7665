import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gradesOf } from './grades.ts';
import { loadGrading } from '../run/grading.ts';

/** What two gradings of one class have in common. */
export interface OutputsCompared {
  /** Files that are equal byte for byte. */
  readonly equal: number;
  readonly different: readonly string[];
  /**
   * Submissions with a run that was ended by a limit. Which limit it meets first, that of memory or
   * that of time, is up to the machine, and so is what reports say of it; the points are not.
   */
  readonly endedByForce: readonly string[];
}

/**
 * Compares all files of two gradings, but for the one that speaks of the machine and those that speak
 * of runs ended by force: of these submissions the row in `grades.csv` is compared.
 */
export function compareOutputs(one: string, other: string): OutputsCompared {
  const endedByForce = [...new Set([...forcedIn(one), ...forcedIn(other)])].sort();
  const names = [...new Set([...filesBelow(one), ...filesBelow(other)])].filter((name) => {
    const [room = '', id = ''] = name.split('/');
    if (room === 'machine.json') return false;
    if (endedByForce.length > 0 && /^(junit\.xml|summary\.(md|html))$/.test(name)) return false;
    return !(['jobs', 'submissions'].includes(room) && endedByForce.includes(id));
  });
  const different = names.filter((name) => {
    const [a, b] = [path.join(one, name), path.join(other, name)];
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
  });
  return { equal: names.length - different.length, different, endedByForce };
}

const forced = new Set(['endless-loop', 'too-slow', 'out-of-memory', 'process-died', 'not-run']);

function forcedIn(out: string): string[] {
  return gradesOf(loadGrading(out), out)
    .filter(({ tests }) =>
      tests.some(({ records }) =>
        records.some(({ failure }) => failure !== undefined && forced.has(failure.property)),
      ),
    )
    .map(({ student }) => student.id);
}

/** Relative, with `/` between their parts. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'));
}
