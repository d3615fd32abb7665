import type { ClientEnd, RequestVoteReply } from '#raft';
import { Inert, vote } from './inert.ts';

/** Puts into a reply what cannot travel. */
class ReplyNotEncodable extends Inert {
  override RequestVote(): RequestVoteReply {
    const extra = { hints: [() => 7] };
    return { term: 0, voteGranted: false, ...extra };
  }
}

export function Make(peers: ClientEnd[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  setTimeout(() => {
    void next?.Call('Raft.RequestVote', vote);
  }, 20);
  return new ReplyNotEncodable();
}
