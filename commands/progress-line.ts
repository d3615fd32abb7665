import { clearLine, cursorTo } from 'node:readline';

/** On a pipe a line every few seconds is enough; a terminal's line is rewritten in place. */
const plainEveryMs = 5_000;
const terminalEveryMs = 100;

/** How far a long piece of work is, with its rate and the time left. */
export class ProgressLine {
  readonly #total: number;
  readonly #beganMs = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  #shownMs = performance.now();

  constructor(total: number) {
    this.#total = total;
  }

  update(done: number, failed: number): void {
    const nowMs = performance.now();
    const everyMs = this.#isTerminal ? terminalEveryMs : plainEveryMs;
    if (nowMs - this.#shownMs < everyMs && done < this.#total) return;
    this.#shownMs = nowMs;
    const perSecond = done / ((nowMs - this.#beganMs) / 1000);
    const leftS = (this.#total - done) / perSecond;
    this.#show(
      `${String(done)} of ${String(this.#total)} runs, ${String(failed)} failed, ` +
        `${perSecond.toFixed(1)} runs/s, ${formatSeconds(leftS)} left`,
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
  return `${String(Math.floor(seconds / 60))} min ${(seconds % 60).toFixed(0)} s`;
}
