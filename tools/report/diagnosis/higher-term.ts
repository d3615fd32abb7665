import type { Call, Moment } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** A server takes over a higher term in the very event in which it sees it. */
const graceMs = 1;

/** A server that saw a higher term, in a request or a reply, and stayed in its own. */
export const higherTermIsIgnored: Diagnosis = (facts) => {
  for (const call of facts.calls) {
    const hint = inRequest(facts, call) ?? inReply(facts, call);
    if (hint !== undefined) return hint;
  }
  return undefined;
};

function inRequest(facts: Facts, { args, to, from, answered, method }: Call): Hint | undefined {
  if (answered === undefined) return undefined;
  return explain(facts, to, args.term, answered, `${method} from ${server(from)}`);
}

function inReply(facts: Facts, { reply, from, to, returned, method }: Call): Hint | undefined {
  if (returned === undefined) return undefined;
  return explain(facts, from, reply?.term, returned, `reply to ${method} from ${server(to)}`);
}

function explain(
  { at, isPresent, endMs }: Facts,
  who: number,
  term: number | undefined,
  moment: Moment,
  message: string,
): Hint | undefined {
  const { atMs } = moment;
  const laterMs = atMs + graceMs;
  const { up, term: own } = at(who, laterMs);
  if (term === undefined || own === undefined || own >= term) return undefined;
  if (!up || laterMs > endMs || !isPresent(who, atMs, laterMs)) return undefined;
  return {
    text: `${server(who)} saw a higher term and did not take it over`,
    evidence:
      `the ${message} at ${seconds(atMs)} carried term ${term}, and afterwards ` +
      `${server(who)} was still in term ${own}`,
    section: '§5.1',
    events: shownBy(moment),
  };
}
