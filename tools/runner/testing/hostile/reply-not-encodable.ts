import type { ClientEnd } from '#raft';
import { Inert, type PingRpc } from './inert.ts';

/** Puts into a reply what cannot travel. */
class ReplyNotEncodable extends Inert {
  Ping(): object {
    return { hints: [() => 7] };
  }
}

export function Make(peers: ClientEnd<PingRpc>[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  setTimeout(() => {
    void next?.Call('Raft.Ping', {});
  }, 20);
  return new ReplyNotEncodable();
}
