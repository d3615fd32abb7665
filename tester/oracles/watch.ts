import { describe } from '../../sim/trace/describe.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import type { World } from '../../sim/world.ts';
import type { Call } from './model/call.ts';
import { Model } from './model/model.ts';
import type { Finding, Handlers, Rule } from './oracle.ts';

/** A rule of severity `note` that was broken, and what showed it first. */
export interface OracleNote {
  readonly rule: string;
  readonly title: string;
  readonly message: string;
  readonly servers: readonly number[];
  readonly atMs: number;
  readonly evidence: readonly string[];
  /** How often it was broken in the run; the rest speaks of the first time. */
  readonly times: number;
}

/** A rule that could not be judged, because the implementation does not show what it needs. */
export interface UncheckedRule {
  readonly rule: string;
  readonly reason: string;
}

/** What the oracles found out, besides a violation, which has ended the run. */
export interface OracleReport {
  readonly notes: readonly OracleNote[];
  readonly unchecked: readonly UncheckedRule[];
}

/** What the oracles do with what they find. */
export interface Findings {
  /** A rule was broken for the first time, as a violation or not, and these events show it. */
  readonly cite: (rule: Rule, events: readonly TraceEvent[]) => void;
  /** A violation. */
  readonly accuse: (
    rule: Rule,
    accusation: { message: string; servers: readonly number[]; evidence: readonly string[] },
  ) => void;
}

type AnyHandler = (event: TraceEvent, call?: Call) => void;
interface Watcher {
  readonly rule: Rule;
  readonly handle: AnyHandler;
}

/** Shows every event of one run to all rules. */
export class Oracles {
  readonly #model: Model;
  readonly #rules: readonly Rule[];
  readonly #found: Findings;
  readonly #watchers = new Map<string, Watcher[]>();
  readonly #notes = new Map<string, OracleNote>();
  readonly #unchecked = new Map<string, string>();
  #hiddenKnown = 0;
  #accused = false;

  constructor(servers: number, rules: readonly Rule[], found: Findings) {
    this.#model = new Model(servers);
    this.#rules = rules;
    this.#found = found;
    for (const rule of rules) {
      const report = (finding: Finding): void => {
        this.#report(rule, finding);
      };
      this.#watch(rule, rule.watch({ model: this.#model, report }));
    }
  }

  see(event: TraceEvent): void {
    if (this.#accused) return;
    const model = this.#model;
    if (event.atMs > model.nowMs) {
      // Nothing has happened up to now, which is what rules about time want to know.
      model.nowMs = event.atMs;
      this.#show('settled', event, undefined);
      model.settle();
    }
    const call = model.read(event);
    if (model.hidden.size > this.#hiddenKnown) this.#noteHidden();
    this.#show(event.kind, event, call);
    model.absorb(event, call);
  }

  get findings(): OracleReport {
    const unchecked = [...this.#unchecked].map(([rule, reason]) => ({ rule, reason }));
    return { notes: [...this.#notes.values()], unchecked };
  }

  #watch(rule: Rule, handlers: Handlers): void {
    for (const [kind, handle] of Object.entries(handlers) as [string, AnyHandler][]) {
      const watchers = this.#watchers.get(kind) ?? [];
      watchers.push({ rule, handle });
      this.#watchers.set(kind, watchers);
    }
  }

  #show(kind: string, event: TraceEvent, call: Call | undefined): void {
    const watchers = this.#watchers.get(kind);
    if (watchers === undefined) return;
    // An RPC that began before anybody listened is nobody's.
    if (call === undefined && kind.startsWith('rpc.')) return;
    for (const { handle } of watchers) handle(event, call);
  }

  #report(rule: Rule, { message, servers, evidence }: Finding): void {
    if (this.#accused) return;
    const events = evidence.filter((event) => event !== undefined);
    const lines = events.map(describe);
    if (!this.#notes.has(rule.id)) this.#found.cite(rule, events);
    if (rule.severity === 'violation') {
      this.#accused = true;
      this.#found.accuse(rule, { message, servers, evidence: lines });
      return;
    }
    const { id, title } = rule;
    const { nowMs: atMs } = this.#model;
    const first = this.#notes.get(id) ?? {
      rule: id,
      title,
      message,
      servers,
      atMs,
      evidence: lines,
      times: 0,
    };
    this.#notes.set(id, { ...first, times: first.times + 1 });
  }

  #noteHidden(): void {
    const { hidden } = this.#model;
    this.#hiddenKnown = hidden.size;
    for (const rule of this.#rules) {
      if (this.#unchecked.has(rule.id)) continue;
      const reason = rule.needs.map((need) => hidden.get(need)).find((why) => why !== undefined);
      if (reason !== undefined) this.#unchecked.set(rule.id, reason);
    }
    // From here on such a rule is shown nothing more.
    for (const [kind, watchers] of this.#watchers) {
      const judging = watchers.filter(({ rule }) => !this.#unchecked.has(rule.id));
      this.#watchers.set(kind, judging);
    }
  }
}

/** Lets the rules see everything that happens in a world; a violation ends its run. */
export function watchWorld(world: World, servers: number, rules: readonly Rule[]): Oracles {
  const { trace } = world;
  const oracles = new Oracles(servers, rules, {
    cite: (rule, events) => {
      // Whoever reads the recorded trace can then go from what is said to the events themselves.
      const numbers = events.map((event) => trace.numberOf(event));
      const known = numbers.filter((number) => number !== undefined);
      trace.note({ kind: 'evidence', after: trace.length, rule: rule.id, events: known });
    },
    accuse: (rule, { message, servers: who, evidence }) => {
      const text = `${rule.title} (${rule.source}): ${message}`;
      world.fail({ property: rule.id, message: text, servers: who, evidence });
    },
  });
  trace.listen((event) => {
    if (world.failure === undefined) oracles.see(event);
  });
  return oracles;
}
