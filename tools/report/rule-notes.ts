import type { ChalkInstance } from 'chalk';
import { showTime } from '../../sim/trace/show.ts';
import type { OracleNote } from '../../tester/oracles/watch.ts';
import type { RunResult } from '../../tester/result.ts';
import { hang, hangTo, printable } from './text.ts';

interface Look {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/** What of a result is looked at. */
type Noted = Pick<RunResult, 'test' | 'seed' | 'oracleNotes'>;

interface Known {
  readonly note: OracleNote;
  readonly test: string;
  readonly seed: number;
  readonly replay: string;
  readonly runs: number;
}

const label = ' note ';
const lead = `${label} `;
const below = ' '.repeat(lead.length);
/** How many lines a message or a piece of evidence may take. */
const mostLines = 6;

/**
 * The rules that runs have broken without harm. Each is told in full where it shows first, with the
 * time and the command that shows it again; later on a line is enough. It keeps no results.
 */
export class RuleNotes {
  readonly #known = new Map<string, Known>();

  /** Takes a run into account. @param replay the command that runs it again */
  add({ test, seed, oracleNotes }: Noted, replay: string): void {
    for (const note of oracleNotes) {
      const known = this.#known.get(note.rule) ?? { note, test, seed, replay, runs: 0 };
      this.#known.set(note.rule, { ...known, runs: known.runs + 1 });
    }
  }

  /** The notes of one run, to stand below its test; the run counts as added. */
  ofRun(result: Noted, { replay, ...look }: Look & { readonly replay: string }): string[] {
    const lines = result.oracleNotes.flatMap((note) => {
      const when = `${note.rule} at ${showTime(note.atMs)}${timesOf(note)}`;
      const first = this.#known.get(note.rule);
      if (first === undefined) return fullLines(note, { ...look, head: `${when}: `, replay });
      return headed(`${when}, as in ${first.test}`, look);
    });
    this.add(result, replay);
    return lines;
  }

  /** Those of all runs, each once. */
  ofAll(look: Look): string[] {
    return [...this.#known.values()].flatMap(({ note, test, seed, replay, runs }) => {
      const count = runs === 1 ? '1 run' : `${runs} runs`;
      const first = `first in ${test}, seed ${seed}, at ${showTime(note.atMs)}`;
      return fullLines(note, { ...look, head: `${note.rule} in ${count}, ${first}: `, replay });
    });
  }
}

function fullLines(
  { title, message, evidence }: OracleNote,
  { head, replay, ...look }: Look & { readonly head: string; readonly replay: string },
): string[] {
  const options = { width: look.width, lead: below, mostLines };
  return [
    ...headed(`${head}${printable(`${title}: ${message}`)}`, look),
    ...evidence.flatMap((event) => hangTo(printable(event), { ...options, lead: `${below}  ` })),
    // For pasting, so in one piece.
    `${below}replay ${replay}`,
  ];
}

function headed(text: string, { chalk, width }: Look): string[] {
  const [first = '', ...rest] = hang(text, width, lead);
  return [chalk.inverse(label) + first.slice(label.length), ...rest];
}

function timesOf({ times }: OracleNote): string {
  return times === 1 ? '' : ` (${times} times)`;
}
