import { showValue } from '../../../sim/trace/show.ts';
import { isAccepted, ownFields } from '../../../tester/messages/message.ts';
import type { CallOf, Moment } from '../trace/calls.ts';
import { followerTerms } from './follower-log.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { entry, seconds, server } from './wording.ts';

type Append = CallOf<'append'>;

type Refusal = Append & { readonly returned: Moment };

/** A refusal that came back, and what was sent after it with the same prevLogIndex. */
interface Standstill {
  /** The refusal that came back first. */
  refusal: Refusal;
  readonly again: Append[];
}

/** So many times the same again is a standstill. */
const fewest = 4;

/** A leader that sends again what the follower has refused: nextIndex never gets past a conflict. */
export const refusedIsSentAgain: Diagnosis = (facts) => {
  const standstills = findStandstills(facts)
    .filter(({ again }) => again.length >= fewest)
    .sort((a, b) => lastSentMs(a) - lastSentMs(b));
  const { servers } = facts.failure;
  const isAccused = ({ refusal: { from, to } }: Standstill): boolean => {
    return servers.includes(from) && servers.includes(to);
  };
  // The last one is the nearest to the failure.
  const found = standstills.findLast(isAccused) ?? standstills.at(-1);
  if (found === undefined) return undefined;
  const { refusal, again } = found;
  const { from, to, args, returned } = refusal;
  const prev = { index: args.prevLogIndex ?? 0, term: args.prevLogTerm ?? 0 };
  return {
    text:
      `nextIndex does not get below a refusal: ${server(from)} sends ${server(to)} the same ` +
      'prevLogIndex again',
    evidence:
      `in term ${String(args.term)} ${server(to)} refused AppendEntries of ${server(from)} after ` +
      `${entry(prev)}; that came back at ${seconds(returned.atMs)}, and up to ` +
      `${seconds(lastSentMs(found))} ${server(from)} sent it ${again.length} more after ` +
      `${entry(prev)}${whatItHad(facts, refusal)}${whatItSaid(refusal)}`,
    section: '§5.3',
    events: shownBy(refusal.sent, returned, again.at(-1)?.sent),
  };
};

function lastSentMs({ again }: Standstill): number {
  return again.at(-1)?.sent.atMs ?? 0;
}

function findStandstills({ appends }: Facts): readonly Standstill[] {
  const found: Standstill[] = [];
  const open = new Map<string, Standstill>();
  for (const call of appends) {
    const { args, reply, sent } = call;
    const key = [call.from, call.to, args.term].join('/');
    const known = open.get(key);
    const isSame = known !== undefined && known.refusal.args.prevLogIndex === args.prevLogIndex;
    const isYes = isAccepted(reply);
    if (known !== undefined && (!isSame || isYes)) open.delete(key);
    const isRefused = reply?.success === false && reply.term === args.term;
    if (isSame && !isYes) {
      // What was sent before the refusal came back is no answer to it.
      if (sent.position > known.refusal.returned.position) known.again.push(call);
      else if (isRefused && hasReturned(call)) {
        const isEarlier = call.returned.position < known.refusal.returned.position;
        if (isEarlier) known.refusal = call;
      }
    } else if (isRefused && hasReturned(call) && args.prevLogIndex !== undefined) {
      const started: Standstill = { refusal: call, again: [] };
      open.set(key, started);
      found.push(started);
    }
  }
  return found;
}

function hasReturned(call: Append): call is Refusal {
  return call.returned !== undefined;
}

/** `; its own entry there is of term 50`. */
function whatItHad(facts: Facts, { to, args, delivered }: Append): string {
  const index = args.prevLogIndex ?? 0;
  const terms = followerTerms(facts, to, delivered?.position ?? 0);
  const term = terms.get(index);
  if (term === undefined) return '';
  return `; ${server(to)}'s own entry ${index} is of term ${term}`;
}

/** What an implementation puts into a refusal besides Figure 2's fields is its advice. */
function whatItSaid({ reply, to, args }: Append): string {
  const told = reply === undefined ? {} : ownFields(reply);
  if (Object.keys(told).length === 0) return '';
  const high = noStepBack(told, args.prevLogIndex ?? 0);
  const why = high === undefined ? '' : `, and ${high} is not below ${String(args.prevLogIndex)}`;
  return `; ${server(to)} adds to its refusals ${showValue(told)}${why}`;
}

/** An index that was to tell where to go on, but lies where the refused message did or above. */
function noStepBack(value: unknown, refused: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, field] of Object.entries(value)) {
    const isIndex = /index|len/i.test(name) && typeof field === 'number';
    if (isIndex && field > refused) return `${name} ${field}`;
    const inside = noStepBack(field, refused);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
