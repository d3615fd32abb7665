import vm from 'node:vm';
import { inheritsFrom, isOwnError } from './border.ts';
import type { GuestAgent, GuestHost } from './guest/border.ts';
import type { Inside, Life, MappedError, Reachable } from './realm.ts';

/** A program that is ready to be evaluated, and knows its sources. */
export interface Compiled {
  readonly runtime: vm.Script;
  readonly implementation: vm.Script;
  readonly fileName: string;
  mapStack(text: string): MappedError;
  mapText(text: string): string;
  currentPlaces(): readonly string[];
}

/**
 * The inside of a life in a context of its own in this very process: what it has set off is done by
 * the engine, before the next event. Function calls cross the border, so it is the quickest home.
 *
 * Only primitives and copies of bytes cross. That keeps a program from reaching the host by accident or
 * by the usual tricks; it is no prison. Code that reads `stack` with its own stack all but full can get
 * an error of the engine that belongs to the host, so code that may be hostile lives in another realm.
 */
export class ContextInside<
  Agent extends GuestAgent,
  Host extends GuestHost,
> implements Inside<Agent> {
  readonly #program: Compiled;
  readonly #context: vm.Context;
  readonly #agent: Agent;

  constructor(program: Compiled, { host }: Life<Host>) {
    this.#program = program;
    this.#context = vm.createContext(Object.create(null) as object, {
      // Code made from strings could reach a dynamic import, whose errors belong to the host.
      codeGeneration: { strings: false, wasm: false },
    });
    const connect = program.runtime.runInContext(this.#context) as (host: unknown) => Agent;
    this.#agent = connect(host);
  }

  get agent(): Reachable<Agent> {
    return this.#agent;
  }

  load(): void {
    const { implementation, fileName } = this.#program;
    this.#agent.load(implementation.runInContext(this.#context), fileName);
  }

  owns(promise: Promise<unknown>): boolean {
    return inheritsFrom(promise, this.#agent.promisePrototype);
  }

  settle(): boolean {
    return false;
  }

  explain(error: unknown): MappedError {
    const text = isOwnError(error) ? error.message : this.#agent.describeError(error);
    return this.#program.mapStack(text);
  }

  explainText(description: string): MappedError {
    return this.#program.mapStack(description);
  }

  mapText(text: string): string {
    return this.#program.mapText(text);
  }

  places(): readonly string[] {
    return this.#program.currentPlaces();
  }

  end(): void {
    // The context goes when nobody refers to it any more.
  }
}
