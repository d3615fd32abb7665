import type { ApplyCh, ClientEnd, Persister, Raft } from '#raft';
import { Make as makeReference } from '../../../solutions/raft.ts';

/** Correct up to term 3, and then it never gives control back: most tests pass, some with some seeds. */
export function Make(peers: ClientEnd[], me: number, persister: Persister, applyCh: ApplyCh): Raft {
  const raft = makeReference(peers, me, persister, applyCh);
  setInterval(() => {
    while (raft.GetState().term >= 4);
  }, 10);
  return raft;
}
