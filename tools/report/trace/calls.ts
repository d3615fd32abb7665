import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import { Call as AnyCall, Calls } from '../../../tester/messages/calls.ts';
import { argsOf, replyOf, type Args, type Reply } from '../../../tester/messages/message.ts';

/** Where in a trace something happened: the event's place in the list, and its time. */
export interface Moment {
  readonly position: number;
  readonly atMs: number;
}

/** Everything that a trace says about one call, from the request to its reply. */
export class Call extends AnyCall<Moment> {
  readonly args: Args;
  /** What the handler answered, whether or not that arrived. */
  reply: Reply | undefined;
  /** The same as it travelled, which may be no object at all. */
  replyValue: unknown;

  constructor(event: EventOf<'rpc.send'>, sent: Moment) {
    super(event, sent);
    this.args = argsOf(event);
  }
}

/** A call that carries a given kind of arguments. */
export type CallOf<Kind extends Args['kind']> = Call & {
  readonly args: Extract<Args, { kind: Kind }>;
  readonly reply: Extract<Reply, { kind: Kind }> | undefined;
};

/** All calls of a trace by their ids, in the order in which they were sent. */
export function collectCalls(events: readonly TraceEvent[]): ReadonlyMap<number, Call> {
  const calls = new Calls<Call, Moment>();
  for (const [position, event] of events.entries()) {
    const moment: Moment = { position, atMs: event.atMs };
    if (event.kind === 'rpc.send') calls.sent(new Call(event, moment));
    else if ('id' in event) {
      const call = calls.follow(event, moment);
      if (event.kind !== 'rpc.reply' || call === undefined) continue;
      call.reply = replyOf(event);
      call.replyValue = event.reply.value;
    }
  }
  return calls.byId;
}

export function isCallOf<Kind extends Args['kind']>(call: Call, kind: Kind): call is CallOf<Kind> {
  return call.args.kind === kind;
}
