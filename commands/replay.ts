/** What a replay command must repeat. */
export interface Replay {
  readonly part: string;
  readonly implementation: string;
  readonly test: string;
  readonly seed: number;
}

/** The command that runs that very run again, for pasting into a shell. */
export function replayCommand({ part, implementation, test, seed }: Replay): string {
  const raft = implementation === 'skeleton' ? '' : ` --raft ${quote(implementation)}`;
  return `npm run test:${part} --${raft} --seed ${String(seed)} -t ${test}`;
}

function quote(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : JSON.stringify(word);
}
