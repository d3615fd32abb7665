/** Small words that all hints share. */

export function server(i: number): string {
  return `S${String(i)}`;
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
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}
