import type { Leg } from '../model/legs.ts';
import type { Model } from '../model/model.ts';

/** A few letters that say what a message carries: `vote t3`, `append 4–6`, `✓`. */
export function legLabel(model: Model, leg: Leg): string {
  const event = model.event(leg.start);
  if (event.kind === 'rpc.send') return requestLabel(leg, fieldsOf(event.args.value));
  if (event.kind === 'rpc.reply') return replyLabel(leg, fieldsOf(event.reply.value));
  return '';
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function requestLabel(
  leg: Leg,
  { term, prevLogIndex, entries, lastIncludedIndex }: Fields,
): string {
  const inTerm = typeof term === 'number' ? ` t${term}` : '';
  if (leg.topic === 'vote') return `vote${inTerm}`;
  if (leg.topic === 'snapshot') {
    return typeof lastIncludedIndex === 'number' ? `snapshot ≤${lastIncludedIndex}` : 'snapshot';
  }
  if (leg.topic !== 'append') return '';
  if (!Array.isArray(entries) || entries.length === 0) return `♥${inTerm}`;
  if (typeof prevLogIndex !== 'number') return `+${entries.length}`;
  const first = prevLogIndex + 1;
  const last = prevLogIndex + entries.length;
  return first === last ? `+${first}` : `+${first}–${last}`;
}

function replyLabel(leg: Leg, { voteGranted, success }: Fields): string {
  if (leg.topic === 'vote' && typeof voteGranted === 'boolean') return voteGranted ? 'yes' : 'no';
  if (leg.topic === 'append' && success === false) return 'rejected';
  return '';
}
