import type { RaftRpcs } from './rpc.ts';

/** What a map from wire names to RPC shapes looks like; {@link RaftRpcs} is one. */
export type RpcMap<Map> = { [Name in keyof Map]: { args: unknown; reply: unknown } };

/**
 * The sending side of a connection from one server to another: the course's labrpc.ClientEnd.
 *
 * The method map is typed, so a misspelt method or a wrong argument is a compile error.
 */
export interface ClientEnd<Rpcs extends RpcMap<Rpcs> = RaftRpcs> {
  /**
   * Sends a request and gives a promise of the reply, or of `undefined` when no reply will come:
   * the request or the reply was lost, or the other server is down or cut off.
   *
   * Never throws for anything the network does. It does throw, at once, for arguments that cannot
   * travel (functions, class instances, cycles), naming the path to the offending value.
   *
   * Promised: arguments and reply are copies, shared with nobody; the promise settles as long as the
   * handler on the other side returns. Not promised: how long it takes (a call to a dead server may
   * take up to 7 s of simulated time to fail), that calls arrive or return in the order sent, or,
   * when `undefined` comes, whether the handler ran.
   *
   * @param method `Service.Method`, such as `'Raft.RequestVote'`
   */
  Call<Name extends keyof Rpcs>(
    method: Name,
    args: Rpcs[Name]['args'],
  ): Promise<Rpcs[Name]['reply'] | undefined>;
}
