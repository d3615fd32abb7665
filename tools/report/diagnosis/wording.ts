/** Small words that all hints share. */

export function server(i: number): string {
  return `S${i}`;
}

/** `2.104 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** `35 ms`. */
export function millis(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

/** `S0, S1 and S2`. */
export function list(servers: readonly number[]): string {
  const names = servers.map(server);
  const last = names.pop() ?? 'nobody';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

export function plural(count: number, word: string): string {
  // The name of an RPC such as AppendEntries is the same for one and for many.
  const isSame = count === 1 || word.endsWith('s');
  return `${count} ${word}${isSame ? '' : 's'}`;
}

/** An entry by its index and term, as messages show it: `4@2`; an empty log ends with `0@0`. */
export function entry({ index, term }: { index: number; term: number }): string {
  return `${index}@${term}`;
}
