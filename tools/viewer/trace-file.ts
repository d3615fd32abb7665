import type { Excerpts } from './excerpts.ts';
import type { Hint } from '../report/diagnosis/hint.ts';
import type { RunResult } from '../../tester/result.ts';
import { fromBase64, gunzip } from './data/base64.ts';
import { Recording } from './data/recording.ts';

/** What a run was, without its trace. */
export type RunSummary = Omit<RunResult, 'trace' | 'notes'>;

export const formatName = 'raftlab-trace';
export const formatVersion = 1;

/** A recorded run as one JSON value: what a trace's page embeds and what a `.json` trace holds. */
export interface TraceFile {
  readonly format: typeof formatName;
  readonly version: typeof formatVersion;
  readonly result: RunSummary;
  /** The command that runs the very same run again. */
  readonly replay: string;
  /** Likely reasons of a failure, as they stand under it in the terminal; absent in older files. */
  readonly hints?: readonly Hint[];
  /** The implementation's code at the places that the trace names, where it was at hand. */
  readonly excerpts?: Excerpts;
  /** How many events the run had; a long one keeps its head and tail only. */
  readonly events: number;
  /** Columns of events, compressed and in base64. */
  readonly data: string;
}

/** A recorded run, ready to be read. */
export interface OpenTrace {
  readonly result: RunSummary;
  readonly replay: string;
  readonly hints: readonly Hint[];
  readonly excerpts: Excerpts;
  readonly recording: Recording;
}

/** A file that is no trace, is damaged, or comes from another version; the message says which. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
}

/** The element of a page that holds its trace. */
export const embeddedId = 'trace';

/**
 * Reads a trace out of the text of a `.json` trace or of a trace's page.
 *
 * @throws TraceFileError
 */
export async function readTrace(text: string): Promise<OpenTrace> {
  const file = parse(text);
  try {
    const bytes = await gunzip(await fromBase64(file.data));
    const recording = new Recording(bytes, file.events);
    const { result, replay, hints = [], excerpts = {} } = file;
    return { result, replay, hints, excerpts, recording };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TraceFileError(
      `the trace of ${file.result.test} is damaged (${reason}); write it again with: ${file.replay}`,
    );
  }
}

/** The JSON inside a page or a file, without unpacking the events. */
export function parse(text: string): TraceFile {
  const json = text.trimStart().startsWith('<') ? embeddedJson(text) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new TraceFileError('this is no trace: expected JSON or a page written by a test run');
  }
  const file = (typeof value === 'object' && value !== null ? value : {}) as Partial<TraceFile>;
  if (file.format !== formatName) {
    throw new TraceFileError(`this is no trace: expected the format ${formatName}`);
  }
  if (file.version !== formatVersion) {
    throw new TraceFileError(
      `this trace has version ${String(file.version)}, but version ${formatVersion} is ` +
        'expected: open it with the raftlab that wrote it, or run its test again',
    );
  }
  if (typeof file.data !== 'string' || typeof file.result !== 'object') {
    throw new TraceFileError('this trace is damaged: its result or its events are missing');
  }
  return file as TraceFile;
}

function embeddedJson(page: string): string {
  const mark = `<script type="application/json" id="${embeddedId}">`;
  const from = page.indexOf(mark);
  const to = page.indexOf('</script>', from);
  if (from === -1 || to === -1) {
    throw new TraceFileError('this page holds no trace: expected one written by a test run');
  }
  return page.slice(from + mark.length, to);
}
