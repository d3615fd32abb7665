import { clearLine, cursorTo } from 'node:readline';

/** On a pipe a line every few seconds is enough; a terminal's line is rewritten in place. */
const plainEveryMs = 5_000;
const terminalEveryMs = 100;

/** How far a long piece of work is, with its rate and the time left. */
export class ProgressLine {
  readonly #total: number;
  readonly #minutes: number | undefined;
  readonly #beganMs = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  #shownMs = performance.now();

  /** @param total how many runs there will be; or how long the work goes on, when nobody knows that */
  constructor(total: number | { readonly minutes: number }) {
    this.#total = typeof total === 'number' ? total : Infinity;
    this.#minutes = typeof total === 'number' ? undefined : total.minutes;
  }

  update(done: number, failed: number): void {
    const nowMs = performance.now();
    const everyMs = this.#isTerminal ? terminalEveryMs : plainEveryMs;
    if (nowMs - this.#shownMs < everyMs && done < this.#total) return;
    this.#shownMs = nowMs;
    const sinceS = (nowMs - this.#beganMs) / 1000;
    const perSecond = done / sinceS;
    const minutes = this.#minutes;
    const leftS = minutes === undefined ? (this.#total - done) / perSecond : minutes * 60 - sinceS;
    const of = minutes === undefined ? ` of ${this.#total}` : '';
    this.#show(
      `${done}${of} runs, ${failed} failed, ` +
        `${perSecond.toFixed(1)} runs/s, ${formatSeconds(Math.max(0, leftS))} left`,
    );
  }

  /** Leaves the terminal ready for what comes next. */
  end(): void {
    if (this.#isTerminal) this.#show('');
  }

  #show(line: string): void {
    if (!this.#isTerminal) {
      process.stderr.write(`${line}\n`);
      return;
    }
    cursorTo(process.stderr, 0);
    clearLine(process.stderr, 0);
    process.stderr.write(line);
  }
}

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  return `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`;
}
