import type { DropReason } from '../../sim/trace/event.ts';

/**
 * One call of an RPC, as far as it has come. A `Place` is what its owner keeps of an event: the event
 * itself, or where in a trace it is.
 */
export class Call<Place, Sent extends Place = Place> {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly method: string;
  readonly sent: Sent;
  /** When the handler began. */
  delivered: Place | undefined;
  /** When the handler had returned, whether or not that arrived. */
  answered: Place | undefined;
  /** When the caller had the reply. */
  returned: Place | undefined;
  lost: Loss<Place> | undefined;

  constructor({ id, from, to, method }: Way, sent: Sent) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.method = method;
    this.sent = sent;
  }
}

/** Which call it is: the fields that all events of one call share. */
interface Way {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly method: string;
}

/** Where the request or the reply of a call was lost. */
export interface Loss<Place> {
  readonly at: Place;
  readonly leg: 'request' | 'reply';
  readonly reason: DropReason;
}

/** What comes after a call was sent; every event of an RPC but the first is one. */
type Step =
  | { readonly kind: 'rpc.deliver' | 'rpc.reply' | 'rpc.return'; readonly id: number }
  | ({ readonly kind: 'rpc.drop'; readonly id: number } & Omit<Loss<unknown>, 'at'>);

/** Puts the events of calls together by their ids. */
export class Calls<Known extends Call<Place>, Place> {
  readonly #calls = new Map<number, Known>();

  /** All that were sent and not forgotten, the oldest first. */
  get byId(): ReadonlyMap<number, Known> {
    return this.#calls;
  }

  get oldest(): Known | undefined {
    const [oldest] = this.#calls.values();
    return oldest;
  }

  sent(call: Known): void {
    this.#calls.set(call.id, call);
  }

  /** The call that goes on; undefined when it was sent before anybody looked. */
  follow(step: Step, place: Place): Known | undefined {
    const call = this.#calls.get(step.id);
    if (call === undefined) return undefined;
    switch (step.kind) {
      case 'rpc.deliver':
        call.delivered = place;
        break;
      case 'rpc.reply':
        call.answered = place;
        break;
      case 'rpc.return':
        call.returned = place;
        break;
      case 'rpc.drop':
        call.lost = { at: place, leg: step.leg, reason: step.reason };
        break;
    }
    return call;
  }

  forget(id: number): void {
    this.#calls.delete(id);
  }
}
