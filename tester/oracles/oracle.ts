import type { EventOf, TraceEvent } from '../../sim/trace/event.ts';
import type { Call } from './model/call.ts';
import type { Knowledge } from './model/message.ts';
import type { Model } from './model/model.ts';

/**
 * What a broken rule means. A `violation` ends the run as failed: Raft's safety, or a duty that the
 * paper states without a margin. A `note` is only reported: what costs time or messages, and what a
 * correct implementation may do differently.
 */
export type Severity = 'violation' | 'note';

/** What people and reports read of a rule. */
export interface RuleInfo {
  /** In kebab case; a run that breaks the rule has it as its failure's `property`. */
  readonly id: string;
  /** The rule in the words of the paper, as far as it has some. */
  readonly title: string;
  /** Where it stands: a section or figure of the extended Raft paper, or the contract. */
  readonly source: string;
  readonly severity: Severity;
}

/** One breach of a rule. */
export interface Finding {
  /** What was expected and what came, as a sentence. */
  readonly message: string;
  readonly servers: readonly number[];
  /** The events that show it, in the order they happened; undefined ones are left out. */
  readonly evidence: readonly (TraceEvent | undefined)[];
}

export interface OracleContext {
  /** What has happened *before* the event that is being looked at. */
  readonly model: Model;
  readonly report: (finding: Finding) => void;
}

/** What a rule looks at; events of one RPC come with what is known of the whole call. */
export type Handlers = {
  readonly [Kind in TraceEvent['kind']]?: Kind extends `rpc.${string}`
    ? (event: EventOf<Kind>, call: Call) => void
    : (event: EventOf<Kind>) => void;
} & {
  /** All that belongs to one instant has been seen; `model.nowMs` is the time of what comes next. */
  readonly settled?: () => void;
};

/** A rule together with its judge. */
export interface Rule extends RuleInfo {
  /** What the rule cannot be judged without; it is `unchecked` where an implementation hides that. */
  readonly needs: readonly Knowledge[];
  /** Begins to watch one run. */
  watch(context: OracleContext): Handlers;
}
