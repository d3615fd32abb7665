import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { writeWhole } from '../write-whole.ts';
import { isStillSo, type Looks } from './looks.ts';

/** Lines that were worked out from what lies on the disk. */
export interface Answer {
  readonly lines: readonly string[];
  /** All that they depend on; undefined when that is not known, so that they hold only once. */
  readonly looks: Looks | undefined;
}

/** What a file holds, behind a line with its hash. */
interface Kept {
  readonly question: string;
  readonly lines: readonly string[];
  readonly looks: Looks;
}

const folder = path.join(projectRoot, 'node_modules/.cache/raftlab/answers');

/** The answer to a question, if it was given before and everything it depends on is as it was. */
export function keptAnswer(question: string): readonly string[] | undefined {
  try {
    const [check, text = ''] = readFileSync(fileOf(question), 'utf8').split('\n');
    // Two commands may have written at the same time, over each other.
    if (check !== hashOf(text)) return undefined;
    const kept = JSON.parse(text) as Kept;
    return kept.question === question && isStillSo(kept.looks) ? kept.lines : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an answer for the next time, unless what it depends on has changed meanwhile. */
export function keepAnswer(question: string, { lines, looks }: Answer): void {
  if (looks === undefined || !isStillSo(looks)) return;
  const text = JSON.stringify({ question, lines, looks } satisfies Kept);
  try {
    writeWhole(fileOf(question), `${hashOf(text)}\n${text}`);
  } catch {
    // Another command was quicker, or nothing can be written there: it is worked out once more.
  }
}

/** Few names, so that answers about folders which are long gone make way for new ones. */
function fileOf(question: string): string {
  return path.join(folder, `${hashOf(question).slice(0, 2)}.json`);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
