import { say } from '../cli.ts';

/** A submission in which the grading itself failed. */
export interface Ungraded {
  readonly id: string;
  readonly reason: string;
}

/** So many ids of a class are named in one line. */
const mostIds = 10;

/** Says who was not graded and why: what is wrong with the machine is said once and not for each. */
export function sayNotGraded(ungraded: readonly Ungraded[]): void {
  if (ungraded.length === 0) return;
  const idsOf = new Map<string, Set<string>>();
  for (const { id, reason } of ungraded)
    idsOf.set(reason, (idsOf.get(reason) ?? new Set()).add(id));
  const count = new Set(ungraded.map(({ id }) => id)).size;
  const who = count === 1 ? '1 submission was' : `${count} submissions were`;
  say(`${who} NOT GRADED: the grading failed, and not they; they have no points anywhere`);
  for (const [reason, ids] of idsOf) {
    const shown = [...ids].slice(0, mostIds).join(', ');
    const rest = ids.size > mostIds ? ` and ${ids.size - mostIds} more` : '';
    say(`  ${shown}${rest}: ${reason}`);
  }
  say('mend the cause; the same command with --resume grades just these again');
}
