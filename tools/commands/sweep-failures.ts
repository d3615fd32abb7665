import type { FailureGroup } from '../runner/sweep/groups.ts';
import { failureText, type FailureTextOptions } from './failure-text.ts';

/** What is said of each kind of failure, in the order of the groups. */
export type FailureTexts = readonly (readonly string[])[];

/** The cause of the shortest run of each group: many failures below each other need no story each. */
export async function tellGroups(
  groups: readonly FailureGroup[],
  options: FailureTextOptions,
): Promise<FailureTexts> {
  const texts: (readonly string[])[] = [];
  for (const { shortest } of groups) {
    texts.push((await failureText(shortest, { ...options, extent: 'cause' })).lines);
  }
  return texts;
}
