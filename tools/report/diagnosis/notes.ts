import { rules } from '../../../tester/oracles/rules.ts';
import type { OracleNote } from '../../../tester/oracles/watch.ts';
import type { Hint } from './hint.ts';
import { seconds } from './wording.ts';

/**
 * What a rule remarks without ending the run costs time or messages. Where a check has waited in
 * vain, it may be the reason; the order is that of the rules, causes before consequences.
 */
export function hintsOfNotes(notes: readonly OracleNote[]): readonly Hint[] {
  return rules.flatMap(({ id, source }) => {
    const note = notes.find(({ rule }) => rule === id);
    if (note === undefined) return [];
    const { title, message, atMs, times } = note;
    const again = times === 1 ? '' : ` (the first of ${times} times in this run)`;
    return [
      {
        text: `A rule that ends no run is broken, ${id}: ${title}`,
        evidence: `${message}, at ${seconds(atMs)}${again}`,
        section: source,
      },
    ];
  });
}
