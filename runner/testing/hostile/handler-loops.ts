import type { ClientEnd, RequestVoteReply } from '#raft';
import { Inert, vote } from './inert.ts';

/** Never returns from a handler. */
class HandlerLoops extends Inert {
  override RequestVote(): RequestVoteReply {
    for (;;);
  }
}

export function Make(peers: ClientEnd[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  setTimeout(() => {
    void next?.Call('Raft.RequestVote', vote);
  }, 20);
  return new HandlerLoops();
}
