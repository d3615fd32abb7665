import {
  argsOf,
  isHeartbeat,
  replyOf,
  type Args,
  type Reply,
} from '../../../../tester/messages/message.ts';
import type { Leg } from '../model/legs.ts';
import type { Model } from '../model/model.ts';

/** A few letters that say what a message carries: `vote t3`, `append 4–6`, `✓`. */
export function legLabel(model: Model, leg: Leg): string {
  const event = model.event(leg.start);
  if (event.kind === 'rpc.send') return requestLabel(leg, argsOf(event));
  if (event.kind === 'rpc.reply') return replyLabel(leg, replyOf(event));
  return '';
}

function requestLabel({ topic }: Leg, args: Args): string {
  const inTerm = args.term === undefined ? '' : ` t${args.term}`;
  // A pre-vote is of the same topic.
  if (topic === 'vote') return `vote${inTerm}`;
  if (args.kind === 'install') {
    const { lastIncludedIndex } = args;
    return lastIncludedIndex === undefined ? 'snapshot' : `snapshot ≤${lastIncludedIndex}`;
  }
  if (args.kind !== 'append') return '';
  const { entries, prevLogIndex } = args;
  if (isHeartbeat(args)) return `♥${inTerm}`;
  if (prevLogIndex === undefined) return `+${entries.length}`;
  const first = prevLogIndex + 1;
  const last = prevLogIndex + entries.length;
  return first === last ? `+${first}` : `+${first}–${last}`;
}

function replyLabel({ topic }: Leg, reply: Reply): string {
  const { voteGranted } = reply.fields;
  if (topic === 'vote' && typeof voteGranted === 'boolean') return voteGranted ? 'yes' : 'no';
  return reply.kind === 'append' && reply.success === false ? 'rejected' : '';
}
