import { showValue } from '../../sim/trace/show.ts';
import type { CallOf } from '../trace/calls.ts';
import { followerTerms } from './follower-log.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { plural, seconds, server } from './wording.ts';

type Append = CallOf<'append'>;

/** Requests may cross their refusals; so many that were sent after one are a standstill. */
const fewest = 4;

/** A leader that sends again what the follower has refused: nextIndex never gets past a conflict. */
export const refusedIsSentAgain: Diagnosis = (facts) => {
  const standstills = findStandstills(facts)
    .filter((calls) => calls.length >= fewest)
    .sort((a, b) => b.length - a.length);
  const { failure } = facts;
  const accused = standstills.findLast(([call]) => {
    return call !== undefined && [call.from, call.to].every((it) => failure.servers.includes(it));
  });
  const worst = accused ?? standstills[0];
  const [first, last] = [worst?.[0], worst?.at(-1)];
  if (worst === undefined || first === undefined || last === undefined) return undefined;
  const { from, to, args } = first;
  const index = args.prevLogIndex ?? 0;
  return {
    text:
      `nextIndex does not get below a refusal: ${server(from)} sends ${server(to)} the same ` +
      'prevLogIndex again',
    evidence:
      `in term ${String(args.term)} ${server(to)} refused ${plural(worst.length, 'AppendEntries')} of ` +
      `${server(from)} after ${String(index)}@${String(args.prevLogTerm)} from ` +
      `${seconds(first.sent.atMs)} to ${seconds(last.sent.atMs)}, each sent after the refusal before ` +
      `had come back${whatItHad(facts, first)}${whatItSaid(last)}`,
    section: '§5.3',
    events: shownBy(first.sent, last.answered),
  };
};

/** Runs of refused requests of one leadership to one follower, with the same prevLogIndex. */
function findStandstills({ appends }: Facts): readonly Append[][] {
  const runs: Append[][] = [];
  const open = new Map<string, Append[]>();
  for (const call of appends) {
    const key = [call.from, call.to, call.args.term].join('/');
    const run = open.get(key);
    const before = run?.at(-1);
    const isSame = before !== undefined && before.args.prevLogIndex === call.args.prevLogIndex;
    // What was sent before the last refusal came back is no answer to it.
    if (isSame && call.sent.position < (before.returned?.position ?? 0)) continue;
    if (!isSame && run !== undefined) open.delete(key);
    const { prevLogIndex, term } = call.args;
    const isRefused = call.reply?.success === false && call.reply.term === term;
    if (!isRefused || call.returned === undefined || prevLogIndex === undefined) continue;
    if (isSame) run?.push(call);
    else {
      const started = [call];
      open.set(key, started);
      runs.push(started);
    }
  }
  return runs;
}

/** `; its own entry there is of term 50`. */
function whatItHad(facts: Facts, { to, args, delivered }: Append): string {
  const index = args.prevLogIndex ?? 0;
  const terms = followerTerms(facts, to, delivered?.position ?? 0);
  const term = terms.get(index);
  if (term === undefined) return '';
  return `; ${server(to)}'s own entry ${String(index)} is of term ${String(term)}`;
}

/** What an implementation puts into a refusal besides Figure 2's fields is its advice. */
function whatItSaid({ replyValue, to, args }: Append): string {
  if (typeof replyValue !== 'object' || replyValue === null) return '';
  const advice = Object.entries(replyValue).filter(
    ([name]) => name !== 'term' && name !== 'success',
  );
  if (advice.length === 0) return '';
  const told = Object.fromEntries(advice);
  const high = noStepBack(told, args.prevLogIndex ?? 0);
  const why = high === undefined ? '' : `, and ${high} is not below ${String(args.prevLogIndex)}`;
  return `; ${server(to)} adds to its refusals ${showValue(told)}${why}`;
}

/** An index that was to tell where to go on, but lies where the refused message did or above. */
function noStepBack(value: unknown, refused: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, field] of Object.entries(value)) {
    const isIndex = /index|len/i.test(name) && typeof field === 'number';
    if (isIndex && field > refused) return `${name} ${String(field)}`;
    const inside = noStepBack(field, refused);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
