import { distance } from 'fastest-levenshtein';

/**
 * The field that stands where another is expected: spelt as Go spells it, as a file does, or with a slip.
 * `VoteGranted` for `voteGranted`; undefined when nothing is as near as that.
 */
export function spelling(expected: string, names: readonly string[]): string | undefined {
  const wanted = plain(expected);
  const slips = wanted.length > 6 ? 2 : 1;
  return names.find((name) => name !== expected && distance(plain(name), wanted) <= slips);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
