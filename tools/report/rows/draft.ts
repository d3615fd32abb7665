import type { Call } from '../trace/calls.ts';
import type { Row, Weight } from './row.ts';
import type { Topic } from './topics.ts';
import { heartbeatCountForms, name, range, refusalForms, sendForms } from './forms.ts';

interface Common {
  readonly atMs: number;
  readonly topics: readonly Topic[];
  readonly events: readonly number[];
  readonly weight: Weight;
}

/** A row that may still grow by what comes next. */
export type Draft =
  /** What is worth no row of its own, counted by server. */
  | (Common & {
      readonly kind: 'counted';
      readonly what: Counted;
      readonly tallies: ReadonlyMap<number, Tally>;
    })
  /** One message to several servers at once. */
  | (Common & {
      readonly kind: 'send';
      readonly call: Call;
      readonly to: readonly number[];
      readonly standing: string;
    })
  /** Several entries applied one after the other; the forms are those of the first alone. */
  | (Common & {
      readonly kind: 'apply';
      readonly server: number;
      readonly standing: string;
      readonly first: number;
      readonly last: number;
      readonly forms: readonly string[];
    })
  /** The same happens to several servers at once. */
  | (Common & {
      readonly kind: 'servers';
      readonly servers: readonly number[];
      readonly what: string;
    })
  | (Common & { readonly kind: 'finished'; readonly content: Row['content'] });

export type Counted = 'heartbeats' | 'refused commands';

/** How many, and how many of those were lost. */
export interface Tally {
  readonly standing: string;
  readonly count: number;
  readonly lost: number;
}

/** Both in one draft, or undefined when they are two rows. */
export function merge(one: Draft, next: Draft): Draft | undefined {
  const ends = [...one.events.slice(0, 1), ...next.events.slice(-1)];
  if (one.kind === 'counted' && next.kind === 'counted') {
    if (one.what !== next.what) return undefined;
    return { ...one, events: ends, tallies: addTallies(one.tallies, next.tallies) };
  }
  if (one.kind === 'apply' && next.kind === 'apply') {
    const isNext = one.server === next.server && one.standing === next.standing;
    if (!isNext || next.first !== one.last + 1) return undefined;
    return { ...one, events: ends, last: next.last };
  }
  if (one.atMs !== next.atMs) return undefined;
  const events = [...one.events, ...next.events];
  if (one.kind === 'send' && next.kind === 'send') {
    if (one.call.from !== next.call.from) return undefined;
    const isSame = sendForms(one.call, [])[0] === sendForms(next.call, [])[0];
    return isSame ? { ...one, events, to: [...one.to, ...next.to] } : undefined;
  }
  if (one.kind === 'servers' && next.kind === 'servers' && one.what === next.what) {
    return { ...one, events, servers: [...one.servers, ...next.servers] };
  }
  return undefined;
}

export function finish(draft: Draft): Row {
  const { atMs, topics, events, weight } = draft;
  return { atMs, topics, events, weight, content: contentOf(draft) };
}

function contentOf(draft: Draft): Row['content'] {
  switch (draft.kind) {
    case 'counted': {
      const formsOf = formsOfCounted[draft.what];
      const cells = [...draft.tallies].map(([server, tally]) => ({
        server,
        standing: tally.standing,
        forms: formsOf(tally),
      }));
      return { kind: 'cells', cells: cells.sort((a, b) => a.server - b.server) };
    }
    case 'send': {
      const { call, to, standing } = draft;
      return {
        kind: 'cells',
        cells: [{ server: call.from, standing, forms: sendForms(call, to) }],
      };
    }
    case 'apply': {
      const { server, standing, first, last, forms } = draft;
      const all =
        first === last ? forms : [`applies ${range(first, last)}`, `✓${range(first, last)}`];
      return { kind: 'cells', cells: [{ server, standing, forms: all }] };
    }
    case 'servers': {
      const { servers, what } = draft;
      const names = servers.map(name).join(' ');
      return { kind: 'across', text: `${names}: ${what}`, isFailure: false };
    }
    case 'finished':
      return draft.content;
  }
}

const formsOfCounted = {
  heartbeats: heartbeatCountForms,
  'refused commands': refusalForms,
} as const;

function addTallies(
  one: ReadonlyMap<number, Tally>,
  next: ReadonlyMap<number, Tally>,
): ReadonlyMap<number, Tally> {
  const sum = new Map(one);
  for (const [server, tally] of next) {
    const { count, lost } = sum.get(server) ?? { count: 0, lost: 0 };
    sum.set(server, { ...tally, count: count + tally.count, lost: lost + tally.lost });
  }
  return sum;
}
