import type { ClientEnd, RequestVoteReply } from '#raft';
import { Inert, vote } from './inert.ts';

/** Waits in a handler for something that never comes, while the caller waits for the reply. */
class HandlerWaits extends Inert {
  override RequestVote(): Promise<RequestVoteReply> {
    return new Promise(() => undefined);
  }
}

export function Make(peers: ClientEnd[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  const raft = new HandlerWaits();
  setTimeout(() => {
    clearInterval(raft.beat);
    void next?.Call('Raft.RequestVote', vote);
  }, 20);
  return raft;
}
