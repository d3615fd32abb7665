import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../runner/usage-error.ts';
import type { Schedule } from '../../tester/schedule/schedule.ts';
import { assertSchedule } from './schedule-shape.ts';

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

/** Where a failure is kept: `explorations/<property>-<seed>.json`. */
export function explorationFile({ property, seed }: { property: string; seed: number }): string {
  return path.join(folder, `${property}-${seed}.json`);
}

/** Writes it to a file, in place of what was there; at no moment is the file half written. */
export function saveExploration(file: string, exploration: Exploration): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ format, ...exploration }, undefined, 2)}\n`);
  renameSync(unfinished, file);
}

/** @throws UsageError when there is no such file, or something else is in it */
export function loadExploration(file: string): Exploration {
  const text = readText(file);
  try {
    const content: unknown = JSON.parse(text);
    const fields = (typeof content === 'object' ? content : null) as Record<string, unknown> | null;
    if (fields?.format !== format) throw new Error(`expected "format": "${format}"`);
    const { seed, schedule } = fields;
    if (!Number.isSafeInteger(seed)) throw new Error('expected a whole number as seed');
    assertSchedule(schedule);
    return {
      implementation: textIn(fields, 'implementation'),
      seed: Number(seed),
      property: textIn(fields, 'property'),
      message: textIn(fields, 'message'),
      traceHash: textIn(fields, 'traceHash'),
      schedule,
    };
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

function textIn(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Error(`expected a text as ${name}, got ${typeof value}`);
}
