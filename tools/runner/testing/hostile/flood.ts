import type { ClientEnd } from '#raft';
import { Inert, type PingRpc } from './inert.ts';

class Flood extends Inert {
  Ping(): object {
    return {};
  }
}

/** Sends much to everybody, again and again. */
export function Make(peers: ClientEnd<PingRpc>[]): Inert {
  const much = new Uint8Array(2_000_000);
  setInterval(() => {
    for (const peer of peers) void peer.Call('Raft.Ping', { much });
  }, 100);
  return new Flood();
}
