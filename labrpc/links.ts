/** What a message meets on its way: it goes on, or it is lost for the reason that the trace gives. */
export type Fate = 'arrives' | 'lost';

/** What is wrong between two servers, for messages that travel in one direction. */
export interface LinkTrouble {
  /** Every message is lost. */
  cut: boolean;
  /** Messages wait until they are released. */
  held: boolean;
  /** Each message takes up to this much longer, drawn for each anew, so that they overtake. */
  delayUpToMs: number;
  lossProbability: number;
  /** How often a request is sent twice. */
  duplicateProbability: number;
}

interface Link extends LinkTrouble {
  readonly waiting: ((fate: Fate) => void)[];
}

/**
 * What is wrong with single links of a network, each a direction from one server to another: a
 * request travels on one link and its reply back on the other. Nothing is wrong at first.
 *
 * It belongs to the wires between servers, so it outlives crashes and restarts.
 */
export class Links {
  readonly #links = new Map<string, Link>();

  /** What is wrong there; undefined when nothing ever was. */
  troubleOn(from: number, to: number): Readonly<LinkTrouble> | undefined {
    return this.#links.get(key(from, to));
  }

  /** Loses all messages from now on, and those that are held there. */
  cut(from: number, to: number): void {
    const link = this.#link(from, to);
    link.cut = true;
    settle(link, 'lost');
  }

  /** Lets messages wait on the link, in the order of their coming. */
  hold(from: number, to: number): void {
    this.#link(from, to).held = true;
  }

  /** Ends a hold; what waited goes on. */
  release(from: number, to: number): void {
    const link = this.#link(from, to);
    link.held = false;
    settle(link, 'arrives');
  }

  delay(from: number, to: number, upToMs: number): void {
    this.#link(from, to).delayUpToMs = upToMs;
  }

  lose(from: number, to: number, probability: number): void {
    this.#link(from, to).lossProbability = probability;
  }

  duplicate(from: number, to: number, probability: number): void {
    this.#link(from, to).duplicateProbability = probability;
  }

  /** Makes the link a healthy one. */
  heal(from: number, to: number): void {
    const link = this.#links.get(key(from, to));
    if (link === undefined) return;
    this.#links.delete(key(from, to));
    settle(link, 'arrives');
  }

  /** Resolves when a held message may go on, or is lost with the link. */
  wait(from: number, to: number): Promise<Fate> {
    return new Promise((resolve) => {
      this.#link(from, to).waiting.push(resolve);
    });
  }

  #link(from: number, to: number): Link {
    let link = this.#links.get(key(from, to));
    if (link === undefined) {
      link = {
        cut: false,
        held: false,
        delayUpToMs: 0,
        lossProbability: 0,
        duplicateProbability: 0,
        waiting: [],
      };
      this.#links.set(key(from, to), link);
    }
    return link;
  }
}

function settle(link: Link, fate: Fate): void {
  for (const resolve of link.waiting.splice(0)) resolve(fate);
}

function key(from: number, to: number): string {
  return `${from}>${to}`;
}
