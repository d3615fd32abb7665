import type { ClientEnd } from '#raft';
import { Inert, type PingRpc } from './inert.ts';

/** Waits in a handler for something that never comes, while the caller waits for the reply. */
class HandlerWaits extends Inert {
  Ping(): Promise<object> {
    return new Promise(() => undefined);
  }
}

export function Make(peers: ClientEnd<PingRpc>[], me: number): Inert {
  const next = peers[(me + 1) % peers.length];
  const raft = new HandlerWaits();
  setTimeout(() => {
    clearInterval(raft.beat);
    void next?.Call('Raft.Ping', {});
  }, 20);
  return raft;
}
