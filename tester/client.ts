import type { TraceEvent } from '../sim/trace/event.ts';
import type { Tester } from './tester.ts';

/** A command that a server has taken, and what the client was told of it. */
export interface Submission {
  readonly command: number;
  readonly server: number;
  readonly index: number;
  /**
   * A command is acknowledged when the server that took it applies it where it said. It is
   * unanswered when that server applies another one there, or stops before.
   */
  readonly answer: 'none yet' | 'acknowledged' | 'unanswered';
}

/**
 * A client of the replicated service. It keeps account of what it submitted and of what was
 * acknowledged, as a user would, who cannot look into logs.
 */
export class Client {
  readonly #t: Tester;
  readonly #submissions: { -readonly [Key in keyof Submission]: Submission[Key] }[] = [];
  readonly #timesSubmitted = new Map<number, number>();
  #lastCommand = 0;

  constructor(t: Tester) {
    this.#t = t;
    t.listen((event) => {
      this.#hear(event);
    });
  }

  /** A command that was never submitted before. */
  newCommand(): number {
    return ++this.#lastCommand;
  }

  get submissions(): readonly Submission[] {
    return this.#submissions;
  }

  /** Submits a command to one server; undefined when it did not say that it takes it. */
  submit(server: number, command: number): Submission | undefined {
    const wasRunning = this.#t.isRunning(server);
    const answer = this.#t.Start(server, command);
    if (answer?.isLeader === false) return undefined;
    // A server that stopped in the middle may have taken it, or not.
    if (wasRunning) {
      this.#timesSubmitted.set(command, (this.#timesSubmitted.get(command) ?? 0) + 1);
    }
    if (answer === undefined) return undefined;
    const submission = { command, server, index: answer.index, answer: 'none yet' as const };
    this.#submissions.push(submission);
    return submission;
  }

  /** Offers every server a new command; gives what was taken, mostly by one server or none. */
  offerToAll(): readonly Submission[] {
    const servers = Array.from({ length: this.#t.n }, (_, server) => server);
    return servers.flatMap((server) => this.submit(server, this.newCommand()) ?? []);
  }

  /**
   * Checks what must hold at the end, when all servers have applied everything: each acknowledged
   * command stands where it was acknowledged, on all servers, and no command stands in the log more
   * often than it was submitted.
   */
  checkHistory(): void {
    for (const { command, index, server, answer } of this.#submissions) {
      if (answer !== 'acknowledged') continue;
      const found = this.#t.nCommitted(index);
      this.#t.expect(
        found.command === command && found.count === this.#t.n,
        'acknowledged-survives',
        () =>
          `expected command ${command}, which server ${server} acknowledged at ` +
          `index ${index}, to be there on all ${this.#t.n} servers, but ` +
          `${found.count} of them have ${String(found.command)} there`,
      );
    }
    const times = new Map<unknown, number>();
    for (let index = 1; ; index++) {
      const { count, command } = this.#t.nCommitted(index);
      if (count === 0 && command === undefined) break;
      times.set(command, (times.get(command) ?? 0) + 1);
    }
    for (const [command, submitted] of this.#timesSubmitted) {
      const applied = times.get(command) ?? 0;
      this.#t.expect(
        applied <= submitted,
        'at-most-once',
        () =>
          `expected command ${command} in the log at most as often as it was submitted ` +
          `(${submitted}), but it stands there ${applied} times`,
      );
    }
  }

  #hear(event: TraceEvent): void {
    if (event.kind === 'apply') {
      for (const submission of this.#submissions) {
        if (submission.answer !== 'none yet' || submission.server !== event.server) continue;
        if (submission.index !== event.index) continue;
        const isIt = event.command.value === submission.command;
        submission.answer = isIt ? 'acknowledged' : 'unanswered';
      }
    } else if (event.kind === 'crash' || event.kind === 'kill') {
      for (const submission of this.#submissions) {
        if (submission.answer === 'none yet' && submission.server === event.server) {
          submission.answer = 'unanswered';
        }
      }
    }
  }
}
