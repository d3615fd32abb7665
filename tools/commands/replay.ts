/** What a replay command must repeat. */
export interface Replay {
  readonly part: string;
  readonly implementation: string;
  readonly test: string;
  readonly seed: number;
  /** What ran on all other servers, where that was not the implementation itself. */
  readonly peers?: { readonly implementation: string };
}

/** The command that runs that very run again, for pasting into a shell. */
export function replayCommand({ part, implementation, test, seed, peers }: Replay): string {
  const raft = implementation === 'skeleton' ? '' : ` --raft ${quote(implementation)}`;
  const among = peers === undefined ? '' : ` --peers ${quote(peers.implementation)}`;
  return `npm run test:${part} --${raft} --seed ${seed} -t ${test}${among}`;
}

function quote(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : JSON.stringify(word);
}
