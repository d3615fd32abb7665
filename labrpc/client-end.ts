import { decode, encode } from '../labgob/index.ts';
import type { End, Network } from './network.ts';

/** What a map from wire names to RPC shapes looks like. */
export type RpcMap<Map> = { [Name in keyof Map]: { args: unknown; reply: unknown } };

/**
 * A typed sending end for code outside of the simulated processes, such as the network's own tests.
 * Inside a process the same interface is provided by `guest/caller.ts`.
 */
export class ClientEnd<Rpcs extends RpcMap<Rpcs>> {
  readonly #network: Network;
  readonly #end: End;

  constructor(network: Network, end: End) {
    this.#network = network;
    this.#end = end;
  }

  /** The reply, or undefined when none will come. Throws, at once, for what cannot travel. */
  async Call<Name extends keyof Rpcs & string>(
    method: Name,
    args: Rpcs[Name]['args'],
  ): Promise<Rpcs[Name]['reply'] | undefined> {
    const reply = await this.#network.call(this.#end, method, encode(args));
    return reply === undefined ? undefined : decode(reply);
  }
}
