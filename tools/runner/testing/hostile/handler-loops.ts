import type { ClientEnd } from '#raft';
import { Inert, type PingRpc } from './inert.ts';

/** Never returns from a handler. */
class HandlerLoops extends Inert {
  Ping(): object {
    for (;;);
  }
}

export function Make(peers: ClientEnd<PingRpc>[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  setTimeout(() => {
    void next?.Call('Raft.Ping', {});
  }, 20);
  return new HandlerLoops();
}
