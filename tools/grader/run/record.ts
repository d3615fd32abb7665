import * as v from 'valibot';
import type { PeersUsed } from '../confine/protocol.ts';

export const peersUsedSchema = v.variant('kind', [
  v.object({ kind: v.literal('reference'), home: v.number(), led: v.boolean() }),
  v.object({ kind: v.literal('own'), why: v.string() }),
]) satisfies v.GenericSchema<PeersUsed>;

/**
 * What is kept of one run. Nothing in it depends on the machine or on real time, so that equal work
 * gives equal files everywhere.
 */
export const runRecordSchema = v.object({
  test: v.string(),
  seed: v.number(),
  verdict: v.picklist(['pass', 'fail']),
  failure: v.optional(
    v.object({
      property: v.string(),
      message: v.string(),
      atMs: v.number(),
      servers: v.array(v.number()),
      evidence: v.array(v.string()),
      stack: v.array(v.string()),
      lastEvents: v.array(v.string()),
    }),
  ),
  /** The rule of the paper that ended a run which passes the course's own checks. */
  brokenRule: v.optional(v.string()),
  peersUsed: v.optional(peersUsedSchema),
  warnings: v.array(v.string()),
  /** Rules that were broken without harm, by id. */
  notes: v.array(v.string()),
  simulatedMs: v.number(),
  traceHash: v.string(),
});

export type RunRecord = v.InferOutput<typeof runRecordSchema>;

/** What a result from a confined process must look like, at least, to be believed. */
export const resultSchema = v.object({
  test: v.string(),
  seed: v.number(),
  verdict: v.picklist(['pass', 'fail']),
  failure: v.optional(
    v.object({
      property: v.string(),
      message: v.string(),
      atMs: v.number(),
      servers: v.array(v.number()),
      evidence: v.array(v.string()),
      stack: v.array(v.string()),
      lastEvents: v.array(v.string()),
    }),
  ),
  warnings: v.array(v.string()),
  oracleNotes: v.array(v.object({ rule: v.string() })),
  statistics: v.object({ simulatedMs: v.number() }),
  traceHash: v.pipe(v.string(), v.minLength(8)),
});

/** What a submission says about itself is kept short: its texts are stored and shown. */
const most = { lines: 20, letters: 2_000 };

export function toRecord(
  result: v.InferOutput<typeof resultSchema>,
  {
    passesWithoutRules,
    peersUsed,
  }: { passesWithoutRules: boolean; peersUsed?: PeersUsed | undefined },
): RunRecord {
  const { failure } = result;
  return {
    test: result.test,
    seed: result.seed,
    // A verdict and its reason belong together; whatever lacks one of them has failed.
    verdict: result.verdict === 'pass' && failure === undefined ? 'pass' : 'fail',
    ...(failure === undefined
      ? {}
      : {
          failure: {
            ...failure,
            message: clip(failure.message),
            evidence: clipLines(failure.evidence),
            stack: clipLines(failure.stack),
            lastEvents: clipLines(failure.lastEvents),
          },
          ...(passesWithoutRules ? { brokenRule: failure.property } : {}),
        }),
    ...(peersUsed === undefined ? {} : { peersUsed: clipReason(peersUsed) }),
    warnings: clipLines(result.warnings),
    notes: clipLines(result.oracleNotes.map((note) => note.rule)),
    simulatedMs: result.statistics.simulatedMs,
    traceHash: clip(result.traceHash),
  };
}

/** A run that gave no result of its own. */
export function failedRecord(
  run: { readonly test: string; readonly seed: number },
  failure: { readonly property: string; readonly message: string; readonly servers?: number[] },
): RunRecord {
  const { property, message, servers = [] } = failure;
  const rest = { atMs: 0, evidence: [], stack: [], lastEvents: [] };
  return {
    test: run.test,
    seed: run.seed,
    verdict: 'fail',
    failure: { property, message: clip(message), servers, ...rest },
    warnings: [],
    notes: [],
    simulatedMs: 0,
    traceHash: '',
  };
}

function clipReason(peersUsed: PeersUsed): PeersUsed {
  return peersUsed.kind === 'own' ? { ...peersUsed, why: clip(peersUsed.why) } : peersUsed;
}

function clipLines(lines: readonly string[]): string[] {
  return lines.slice(0, most.lines).map(clip);
}

function clip(text: string): string {
  return text.length <= most.letters ? text : `${text.slice(0, most.letters)}…`;
}
