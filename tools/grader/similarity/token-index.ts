import {
  File,
  FingerprintIndex,
  Region,
  TokenizedFile,
  WinnowFilter,
  type FileEntry,
} from '@dodona/dolos-core';
import type { SourceText } from './sources.ts';
import { boundary, tokensOf, type Place, type TokenText } from './tokens.ts';

/** So many tokens in a row must be the same to count: three or four lines of usual code. */
const matchTokens = 15;
/** What repeats itself more often within one submission says nothing about another. */
const mostRepeats = 20;

/** The submissions of a class by the sequences of tokens they hold, without those of the skeleton. */
export class TokenIndex {
  readonly #index = new FingerprintIndex(matchTokens, 1);
  readonly #entries: readonly FileEntry[];

  constructor(programs: readonly TokenText[], template: readonly SourceText[]) {
    // As ignored hashes and before anything else: Dolos forgets about an ignored file when another
    // with the same hash is added after it.
    const all = new WinnowFilter(matchTokens, 1);
    const known = all.fingerprints([...tokensOf(template).tokens]).map(({ hash }) => hash);
    const silent = programs.flatMap(({ tokens }) => silentHashes(all, tokens));
    this.#index.addIgnoredHashes([...new Set([...known, ...silent])]);
    this.#index.addFiles(programs.map(toFile));
    this.#entries = this.#index.entries();
  }

  /** How many sequences of its own each submission has. */
  ownSequences(): readonly number[] {
    const ignored = new Map<FileEntry['file'], number>();
    for (const shared of this.#index.sharedFingerprints().filter((each) => each.ignored)) {
      for (const file of shared.files()) {
        ignored.set(file, (ignored.get(file) ?? 0) + shared.occurrencesOf(file).length);
      }
    }
    return this.#entries.map(({ file, kgrams }) => kgrams.length - (ignored.get(file) ?? 0));
  }

  /**
   * Calls back for every two submissions that share a sequence, with how often it stands in each.
   * One pass over the sequences does for all pairs; looking at each pair by itself takes minutes.
   */
  eachShared(shared: (first: number, second: number, inFirst: number, inSecond: number) => void) {
    const position = new Map(this.#entries.map(({ file }, i) => [file, i]));
    for (const sequence of this.#index.sharedFingerprints()) {
      if (sequence.ignored || sequence.fileCount() < 2) continue;
      const holders = sequence
        .files()
        .map((file) => ({ at: position.get(file) ?? 0, n: sequence.occurrencesOf(file).length }))
        .sort((a, b) => a.at - b.at);
      for (const [i, first] of holders.entries()) {
        for (const second of holders.slice(i + 1)) shared(first.at, second.at, first.n, second.n);
      }
    }
  }

  /** Where two submissions are the same, the longest stretch first, each stretch once. */
  fragments(first: number, second: number): readonly { first: Place; second: Place }[] {
    const [one, other] = [this.#entries[first], this.#entries[second]];
    if (one === undefined || other === undefined) return [];
    const chosen: { first: Region; second: Region }[] = [];
    const found = this.#index.getPair(one.file, other.file).buildFragments();
    for (const fragment of found.sort((a, b) => b.pairs.length - a.pairs.length)) {
      const [left, right] = [fragment.leftSelection, fragment.rightSelection];
      const isNew = chosen.every(
        (known) => !contains(known.first, left) && !contains(known.second, right),
      );
      if (isNew) chosen.push({ first: left, second: right });
    }
    return chosen.map((each) => ({ first: toPlace(each.first), second: toPlace(each.second) }));
  }
}

function toFile({ tokens, places }: TokenText): TokenizedFile {
  const regions = places.map((p) => new Region(p.line, p.column, p.endLine, p.endColumn));
  return new TokenizedFile(new File('', ''), [...tokens], regions);
}

function toPlace({ startRow, startCol, endRow, endCol }: Region): Place {
  return { line: startRow, column: startCol, endLine: endRow, endColumn: endCol };
}

/** Of sequences that say nothing about where a program comes from. */
function silentHashes(filter: WinnowFilter, tokens: readonly string[]): number[] {
  const counts = new Map<number, number>();
  const boundaries = tokens.flatMap((token, i) => (token === boundary ? [i] : []));
  let next = 0;
  const silent: number[] = [];
  for (const { hash, start, stop } of filter.fingerprints([...tokens])) {
    while ((boundaries[next] ?? Infinity) < start) next++;
    if ((boundaries[next] ?? Infinity) <= stop) silent.push(hash);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    if (count > mostRepeats) silent.push(hash);
  }
  return silent;
}

function contains(outer: Region, inner: Region): boolean {
  return outer.startRow <= inner.startRow && inner.endRow <= outer.endRow;
}
