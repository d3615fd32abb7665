import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import { Call as AnyCall } from '../../messages/calls.ts';
import type { Flaw } from './forms.ts';
import type { Conflict } from './log-history.ts';
import type { Answer, Request } from './message.ts';
import type { LastEntry } from './last-entry.ts';

/** One RPC, and what the rules know of it. */
export class Call extends AnyCall<TraceEvent, EventOf<'rpc.send'>> {
  /** Which life of the sender made it; the reply means nothing to a later one. */
  readonly life: number;
  readonly request: Request;
  /** What in the entries contradicts the entries seen before. */
  readonly conflict: Conflict | undefined;
  /** Why the request cannot be right. */
  readonly flaw: Flaw | undefined;
  /** Set when the handler began. */
  arrival: Arrival | undefined;
  /** Set when the handler returned, if its reply can be read. */
  answer: Answer | undefined;
  /** Set with the answer: why it cannot be right. */
  answerFlaw: Flaw | undefined;

  constructor(sent: EventOf<'rpc.send'>, opening: Opening) {
    super(sent, sent);
    this.life = opening.life;
    this.request = opening.request;
    this.conflict = opening.conflict;
    this.flaw = opening.flaw;
  }
}

/** What is known of a call when it is sent. */
export interface Opening {
  readonly life: number;
  readonly request: Request;
  readonly conflict?: Conflict | undefined;
  readonly flaw?: Flaw | undefined;
}

/** The receiver as it was when the request arrived. */
export interface Arrival {
  readonly atMs: number;
  /** Its term, as it said itself after the event before. */
  readonly term: number;
  /** How often what it has persisted had changed. */
  readonly generation: number;
  /** The log that it certainly had. */
  readonly lastEntry: LastEntry;
  /** Where that last entry is known from. */
  readonly lastEntryFrom: LastEntrySource | undefined;
  /** How often messages that may change its log had arrived, this one included. */
  readonly changes: number;
  /** It can never have seen this request's last entry before. */
  readonly isNews: boolean;
  /** Up to where a snapshot may stand for its log. */
  readonly snapshotIndex: number;
}

/** How it is known that a server holds a log. */
export interface LastEntrySource {
  /** The term of the leader that it acknowledged entries of, or its own when it led. */
  readonly term: number;
  readonly life: number;
  readonly event: TraceEvent;
}
