import * as v from 'valibot';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.minValue(0));

/** How the passed runs of one test become a share of its points. */
const scoring = v.variant('kind', [
  /** Every run must pass. */
  v.strictObject({ kind: v.literal('all-pass') }),
  /** The share of runs that pass. */
  v.strictObject({ kind: v.literal('pass-rate') }),
  /** The highest step that is reached counts. */
  v.strictObject({
    kind: v.literal('thresholds'),
    steps: v.pipe(
      v.array(v.strictObject({ passRate: share, earns: share })),
      v.minLength(1, 'needs at least one step'),
    ),
  }),
  /** `ceil(max(passes − free, 0) / per)` per cent, at most 100. */
  v.strictObject({
    kind: v.literal('passes-above'),
    free: v.pipe(v.number(), v.integer(), v.minValue(0)),
    per: v.pipe(v.number(), v.gtValue(0)),
  }),
]);

export type Scoring = v.InferOutput<typeof scoring>;

export const policySchema = v.strictObject({
  title: v.optional(v.string(), 'Raft'),
  /**
   * Points of tests or parts by name; what is not named has the lab's own points, but is not graded when
   * it is no test of the course.
   */
  points: v.optional(v.record(v.string(), positive), {}),
  /** Points on top of the maximum, of tests or parts by name. */
  bonus: v.optional(v.record(v.string(), positive), {}),
  /** Only these parts are graded, besides what has a bonus; those of the course when absent. */
  parts: v.optional(v.array(v.string())),
  /** Runs of each test, or by name of tests and parts with `default` for the others. */
  runs: v.optional(v.union([count, v.record(v.string(), count)]), 1),
  scoring: v.optional(scoring, { kind: 'all-pass' }),
  /** Points are rounded to this many decimals. */
  decimals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4)), 2),
  /**
   * How much a run counts that passes the course's checks but breaks a rule of the paper, by the
   * rule's id; `default` for the others. 1 makes a rule a remark, 0 a failure.
   */
  oracles: v.optional(v.record(v.string(), share), {}),
  /**
   * Whom a submission runs among in 3B, 3C and 3D: `own`, itself on all servers, or `reference`, on one
   * server with the reference on the others. Everything else is always run with it on all servers.
   */
  peers: v.optional(v.picklist(['own', 'reference']), 'own'),
  seeds: v.optional(
    v.variant('kind', [
      /** Derived from the secret given as --seed. */
      v.strictObject({
        kind: v.literal('sealed'),
        /** Whether reports name the seeds of failed runs, which a replay needs. */
        reveal: v.optional(v.picklist(['failed', 'never']), 'failed'),
      }),
      /** Counted on from the first; everybody may know them. */
      v.strictObject({
        kind: v.literal('public'),
        first: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
      }),
    ]),
    { kind: 'sealed' },
  ),
  late: v.optional(
    v.strictObject({
      /** What late work's points are multiplied with. */
      factor: share,
      /** Other factors for some students, by id; 1 excuses. */
      students: v.optional(v.record(v.string(), share), {}),
    }),
    { factor: 1 },
  ),
  limits: v.optional(
    v.strictObject({
      stallSeconds: v.optional(v.pipe(v.number(), v.gtValue(0)), 10),
      runSeconds: v.optional(v.pipe(v.number(), v.gtValue(0)), 120),
      memoryMb: v.optional(v.pipe(v.number(), v.integer(), v.minValue(256)), 1_024),
      unpackedMb: v.optional(v.pipe(v.number(), v.gtValue(0)), 20),
      /** The rest of a submission is not run after this many runs ended by force. */
      forcedEnds: v.optional(count, 10),
    }),
    {},
  ),
});

/** How a class is graded. Everything in it is decided before the first run. */
export type Policy = v.InferOutput<typeof policySchema>;
