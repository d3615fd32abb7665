import type { GuestAgent, GuestHost } from './guest/border.ts';
import type { Random } from './random.ts';

/** What a realm is told of a life that begins. */
export interface Life<Host> {
  readonly server: number;
  /** The functions of the outside; they take and give primitives and bytes only. */
  readonly host: Host;
  /** The process's own stream, for a realm that draws from it on the other side. */
  readonly random: Random;
  /** A realm that hears of it itself tells of a promise inside that was rejected and that nobody handles. */
  readonly rejected: (description: string) => void;
}

/**
 * Where the code of servers lives, and what carries events to it and effects back. The world, the
 * network, the cluster, the service and the rules do not know which realm a server has, and a run is
 * the same, to the last byte, in each.
 */
export interface Realm<Agent extends GuestAgent, Host extends GuestHost> {
  /** Builds the inside of one life of one server. Nothing of the implementation runs yet. */
  begin(life: Life<Host>): Inside<Agent>;
}

/** What a realm reaches in any home: calls that take and give primitives and bytes. */
export type Reachable<Agent extends GuestAgent> = Omit<
  Agent,
  'load' | 'promisePrototype' | 'describeError'
>;

/** An error as people read it: message, and the frames that lie in the implementation's sources. */
export interface MappedError {
  readonly message: string;
  readonly stack: readonly string[];
}

/** The inside of one life, seen from outside. */
export interface Inside<Agent extends GuestAgent = GuestAgent> {
  readonly agent: Reachable<Agent>;
  /** Evaluates the implementation's module. */
  load(): void;
  /** Whether that promise was made by the code inside. */
  owns(promise: Promise<unknown>): boolean;
  /**
   * Does what the event has set off inside and is not done yet. Called when all else of the event is
   * over.
   *
   * @returns whether something took effect
   */
  settle(): boolean;
  /** What can be said of an error that came out of the code inside. */
  explain(error: unknown): MappedError;
  /** The same for one that the code inside has described already. */
  explainText(description: string): MappedError;
  /** A text printed inside, with the frames of stacks in it shown in the sources. */
  mapText(text: string): string;
  /** The lines of the implementation that run now, innermost first. */
  places(): readonly string[];
  /** The life is over. */
  end(): void;
}
