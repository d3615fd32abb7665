import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../runner/usage-error.ts';
import { writeWhole } from '../runner/write-whole.ts';
import type { Schedule } from '../../tester/schedule/schedule.ts';
import { scheduleSchema } from './schedule-schema.ts';

const format = 'raftlab/exploration/1';
const folder = 'explorations';

/** A failure that exploration found: all that is needed to see it again. */
export interface Exploration {
  readonly implementation: string;
  readonly seed: number;
  readonly property: string;
  readonly message: string;
  /** The fingerprint of the run: the same again means the very same run. */
  readonly traceHash: string;
  readonly schedule: Schedule;
}

const explorationSchema = v.object({
  implementation: v.string('a text'),
  seed: v.pipe(v.number('a whole number'), v.safeInteger('a whole number')),
  property: v.string('a text'),
  message: v.string('a text'),
  traceHash: v.string('a text'),
  schedule: scheduleSchema,
}) satisfies v.GenericSchema<unknown, Exploration>;

/** Where a failure is kept: `explorations/<property>-<seed>.json`. */
export function explorationFile({ property, seed }: { property: string; seed: number }): string {
  return path.join(folder, `${property}-${seed}.json`);
}

/** Writes it to a file, in place of what was there; at no moment is the file half written. */
export function saveExploration(file: string, exploration: Exploration): void {
  writeWhole(file, `${JSON.stringify({ format, ...exploration }, undefined, 2)}\n`);
}

/** @throws UsageError when there is no such file, or something else is in it */
export function loadExploration(file: string): Exploration {
  const text = readText(file);
  try {
    const content: unknown = JSON.parse(text);
    const fields = typeof content === 'object' ? (content as { format?: unknown } | null) : null;
    if (fields?.format !== format) throw new Error(`expected "format": "${format}"`);
    const { issues, output, success } = v.safeParse(explorationSchema, content);
    if (!success) throw new Error(explain(issues[0]));
    return output;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} is no exploration that could be replayed: ${reason}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--replay takes a file that explore has written: ${reason}`);
  }
}

/** `expected a number from 0 on as schedule.steps[0].ms, got "5"` */
function explain(issue: v.BaseIssue<unknown>): string {
  const place = (v.getDotPath(issue) ?? 'the file').replace(/\.(\d+)/g, '[$1]');
  const got = issue.input === undefined ? 'nothing' : JSON.stringify(issue.input);
  return `expected ${expectedIn(issue)} as ${place}, got ${got}`;
}

function expectedIn({ expected, input, message, type }: v.BaseIssue<unknown>): string {
  if (type === 'object' && input === undefined) return 'a value';
  // Where the schema has no message, the values that it allows say the same: `("3A" | "3B")`.
  if (!message.startsWith('Invalid ')) return message;
  return (expected ?? 'another value').replace(/[()"]/g, '').replaceAll(' | ', ', ');
}
