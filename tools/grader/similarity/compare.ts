import type { SourceText } from './sources.ts';
import { TokenIndex } from './token-index.ts';
import { tokensOf, type Place, type TokenText } from './tokens.ts';

/** A submission as far as it is compared. */
export interface Compared {
  readonly id: string;
  readonly student: string;
  /** None when there is nothing that could be compared. */
  readonly files: readonly SourceText[];
}

/** Two submissions, and how much of what is their own they have in common. */
export interface ComparedPair {
  readonly first: Compared;
  readonly second: Compared;
  /** Of both together, from 0 to 1. */
  readonly similarity: number;
  /** How much of the first is in the second, and the other way round. */
  readonly firstShare: number;
  readonly secondShare: number;
}

export interface Comparison {
  /** All pairs that have anything in common, the most similar first. */
  readonly pairs: readonly ComparedPair[];
  /** Of all pairs, those without anything in common too: what is usual in this class. */
  readonly medianSimilarity: number;
  /** Without a `raft.ts`, or with more in it than anybody writes. */
  readonly leftOut: readonly Compared[];
  /** The matching stretches of a pair, the longest first. */
  matches(pair: ComparedPair): readonly Match[];
}

/** The same stretch of program in two submissions. */
export interface Match {
  readonly first: Stretch;
  readonly second: Stretch;
}

/** Whole lines of a file. */
export interface Stretch {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** A Raft server has about three thousand; very large programs would take hours to compare. */
const mostTokens = 20_000;

/**
 * Compares every submission with every other. Names, types, comments, literals and layout make no
 * difference, nor does the order of functions; what the template has does not count.
 */
export function compare(
  submissions: readonly Compared[],
  template: readonly SourceText[],
): Comparison {
  const programs = submissions.map(({ files }) => tokenize(files));
  const isComparable = (_: unknown, i: number): boolean => (programs[i]?.tokens.length ?? 0) > 1;
  const compared = submissions.filter(isComparable);
  const index = new TokenIndex(programs.filter(isComparable), template);
  const own = index.ownSequences();
  const n = compared.length;
  const inFirst = new Float64Array(n * n);
  const inSecond = new Float64Array(n * n);
  index.eachShared((i, j, first, second) => {
    inFirst[i * n + j] = (inFirst[i * n + j] ?? 0) + first;
    inSecond[i * n + j] = (inSecond[i * n + j] ?? 0) + second;
  });
  const pairs: ComparedPair[] = [];
  for (const [i, first] of compared.entries()) {
    for (let j = i + 1; j < n; j++) {
      const second = compared[j];
      const [a, b] = [inFirst[i * n + j] ?? 0, inSecond[i * n + j] ?? 0];
      if (second === undefined || a + b === 0) continue;
      const [ownFirst, ownSecond] = [own[i] ?? 0, own[j] ?? 0];
      pairs.push({
        first,
        second,
        firstShare: a / ownFirst,
        secondShare: b / ownSecond,
        similarity: (a + b) / (ownFirst + ownSecond),
      });
    }
  }
  pairs.sort((x, y) => y.similarity - x.similarity);
  const possible = (n * (n - 1)) / 2;
  return {
    pairs,
    medianSimilarity: pairs[Math.floor((possible - 1) / 2)]?.similarity ?? 0,
    leftOut: submissions.filter((each, i) => !isComparable(each, i)),
    matches: ({ first, second }) =>
      index
        .fragments(compared.indexOf(first), compared.indexOf(second))
        .flatMap((fragment): Match[] => {
          const one = stretch(first.files, fragment.first);
          const other = stretch(second.files, fragment.second);
          return one === undefined || other === undefined ? [] : [{ first: one, second: other }];
        }),
  };
}

/** Code that no compiler can read to its end, such as a hostile nest of brackets, has no tokens. */
function tokenize(files: readonly SourceText[]): TokenText {
  const nothing = { tokens: [], places: [] };
  try {
    const text = tokensOf(files);
    return text.tokens.length > mostTokens ? nothing : text;
  } catch (error) {
    if (error instanceof RangeError) return nothing;
    throw error;
  }
}

function stretch(files: readonly SourceText[], place: Place): Stretch | undefined {
  let firstLine = 0;
  for (const { name, text } of files) {
    const lines = text.split(/\r\n|[\r\n\u2028\u2029]/);
    const line = place.line - firstLine;
    if (line < lines.length) {
      return {
        file: name,
        line: line + 1,
        lines: lines.slice(line, place.endLine - firstLine + 1),
      };
    }
    firstLine += lines.length;
  }
  return undefined;
}
