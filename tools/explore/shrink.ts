import type { Fault, Trigger } from '../../tester/faults/index.ts';
import type { Schedule, Step } from '../../tester/schedule/schedule.ts';
import type { Snapshots } from '../../tester/cluster/service.ts';

/** A schedule that fails, with the seed that it fails with. */
export interface Failing {
  readonly schedule: Schedule;
  readonly seed: number;
}

export interface ShrinkOptions {
  /** Runs a candidate; whether it still fails by the same property. */
  readonly stillFails: (candidate: Failing) => Promise<boolean>;
  /** How many candidates are tried at the same time. */
  readonly jobs: number;
  /** The most runs that shrinking may take. */
  readonly maxRuns: number;
}

export interface Shrunk extends Failing {
  readonly runs: number;
}

/**
 * How many seeds are tried for a candidate, in rounds: dropping a step shifts all that is drawn after
 * it, so a failure may need another draw of luck to show again. Cheap tries come first; luck is for
 * what they leave.
 */
const seedsByRound = [1, 4, 12] as const;

/**
 * Makes a failing schedule small: fewer steps, then fewer servers, then simpler steps, by delta
 * debugging, again and again until nothing can be left out any more.
 */
export async function shrink(failing: Failing, options: ShrinkOptions): Promise<Shrunk> {
  const search = new Search(failing, options);
  for (const seeds of seedsByRound) {
    let sizeBefore: string;
    do {
      sizeBefore = JSON.stringify(search.best.schedule);
      await search.dropSteps(seeds);
      await search.tryEach(fewerServers, seeds);
      await search.tryEach(calmer, seeds);
      while (await search.tryEach(joined, seeds));
      await search.simplifySteps(seeds);
    } while (JSON.stringify(search.best.schedule) !== sizeBefore && search.mayGoOn());
  }
  return { ...search.best, runs: search.runs };
}

class Search {
  best: Failing;
  runs = 0;
  readonly #options: ShrinkOptions;

  constructor(failing: Failing, options: ShrinkOptions) {
    this.best = failing;
    this.#options = options;
  }

  mayGoOn(): boolean {
    return this.runs < this.#options.maxRuns;
  }

  /** Leaves out ever smaller chunks of steps. */
  async dropSteps(seeds: number): Promise<void> {
    let size = Math.ceil(this.best.schedule.steps.length / 2);
    for (; size >= 1 && this.mayGoOn(); size = size === 1 ? 0 : Math.ceil(size / 2)) {
      let from = 0;
      while (from < this.best.schedule.steps.length && this.mayGoOn()) {
        const start = from;
        const dropped = await this.tryFirst(withoutChunks(this.best.schedule, size, start), seeds);
        // What stood before the chunk was tried already; the next one has moved to its place.
        from = dropped === undefined ? Infinity : start + dropped * size;
      }
    }
  }

  async simplifySteps(seeds: number): Promise<void> {
    for (let at = 0; at < this.best.schedule.steps.length; at++) {
      // The same step can often be simplified several times, such as a wait that is halved.
      while (await this.tryEach((schedule) => withSimplerStep(schedule, at), seeds));
    }
  }

  /** Takes the first candidate that still fails. False when there is none. */
  async tryEach(
    make: (schedule: Schedule) => readonly Schedule[],
    seeds: number,
  ): Promise<boolean> {
    return (await this.tryFirst(make(this.best.schedule), seeds)) !== undefined;
  }

  /** The same for given candidates; answers which one it was. */
  async tryFirst(schedules: readonly Schedule[], seeds: number): Promise<number | undefined> {
    const { seed } = this.best;
    const candidates = schedules.flatMap((schedule) =>
      Array.from({ length: seeds }, (_, k) => ({ schedule, seed: seed + k })),
    );
    const { jobs, stillFails } = this.#options;
    for (let at = 0; at < candidates.length && this.mayGoOn(); at += jobs) {
      const together = candidates.slice(at, at + jobs);
      this.runs += together.length;
      const fails = await Promise.all(together.map(stillFails));
      const first = fails.indexOf(true);
      const smaller = together[first];
      if (smaller === undefined) continue;
      this.best = smaller;
      return Math.floor((at + first) / seeds);
    }
    return undefined;
  }
}

/** All schedules that lack one chunk of steps, from a step on. */
function withoutChunks(schedule: Schedule, size: number, from: number): readonly Schedule[] {
  const { steps } = schedule;
  const count = Math.ceil((steps.length - from) / size);
  const starts = Array.from({ length: count }, (_, k) => from + k * size);
  return starts.map((start) => ({ ...schedule, steps: steps.toSpliced(start, size) }));
}

function fewerServers(schedule: Schedule): readonly Schedule[] {
  return [3, 4, 5, 6]
    .filter((servers) => servers < schedule.servers)
    .map((servers) => ({
      ...schedule,
      servers,
      snapshots: ofServers(schedule.snapshots, servers),
    }));
}

function ofServers(snapshots: Snapshots, servers: number): Snapshots {
  return typeof snapshots === 'boolean' ? snapshots : snapshots.slice(0, servers);
}

/** Without trouble that goes on all the time. */
function calmer(schedule: Schedule): readonly Schedule[] {
  const calm: Schedule[] = [];
  if (schedule.network === 'unreliable') calm.push({ ...schedule, network: 'reliable' });
  if (schedule.snapshots !== false) calm.push({ ...schedule, snapshots: false });
  if (typeof schedule.snapshots !== 'boolean') calm.push({ ...schedule, snapshots: true });
  return calm;
}

/** With two waits in a row as one, or two bursts of commands. */
function joined(schedule: Schedule): readonly Schedule[] {
  return schedule.steps.flatMap((step, k) => {
    const next = schedule.steps[k + 1];
    const one = next === undefined ? undefined : join(step, next);
    return one === undefined ? [] : [{ ...schedule, steps: schedule.steps.toSpliced(k, 2, one) }];
  });
}

function join(a: Step, b: Step): Step | undefined {
  if (a.kind === 'wait' && b.kind === 'wait') return { kind: 'wait', ms: a.ms + b.ms };
  if (a.kind !== 'commands' || b.kind !== 'commands') return undefined;
  return { kind: 'commands', count: a.count + b.count };
}

function withSimplerStep(schedule: Schedule, at: number): readonly Schedule[] {
  const step = schedule.steps[at];
  if (step === undefined) return [];
  return simpler(step).map((simple) => ({ ...schedule, steps: schedule.steps.with(at, simple) }));
}

/** The same step with less in it. */
function simpler(step: Step): readonly Step[] {
  switch (step.kind) {
    case 'wait':
      return [rounded(step.ms), Math.round(step.ms / 2)]
        .filter((ms) => ms > 0 && ms < step.ms)
        .map((ms) => ({ ...step, ms }));
    case 'commands':
      return [1, Math.floor(step.count / 2)]
        .filter((count) => count > 0 && count < step.count)
        .map((count) => ({ ...step, count }));
    case 'fault':
      return simplerFaults(step.fault).map((fault) => ({ ...step, fault }));
    case 'aim': {
      const fewer = step.then.length < 2 ? [] : step.then.map((_, k) => step.then.toSpliced(k, 1));
      const plainer = step.then.flatMap((fault, k) =>
        simplerFaults(fault).map((simple) => step.then.with(k, simple)),
      );
      const sooner = simplerTriggers(step.when).map((when) => ({ ...step, when }));
      return [...[...fewer, ...plainer].map((then) => ({ ...step, then })), ...sooner];
    }
  }
}

function simplerTriggers(trigger: Trigger): readonly Trigger[] {
  if (!('count' in trigger)) return [];
  return [1, trigger.count - 1]
    .filter((count) => count > 0 && count < trigger.count)
    .map((count) => ({ ...trigger, count }));
}

function simplerFaults(fault: Fault): readonly Fault[] {
  const simple: Fault[] = [];
  if (fault.afterMs !== undefined && fault.afterMs > 0) {
    const afterMs = rounded(fault.afterMs);
    if (afterMs < fault.afterMs) simple.push({ ...fault, afterMs });
  }
  if (fault.verb === 'kill') simple.push({ verb: 'crash', server: fault.server });
  if ('links' in fault && fault.links.length > 1) {
    simple.push(...fault.links.map((_, k) => ({ ...fault, links: fault.links.toSpliced(k, 1) })));
  }
  return simple;
}

/** The next smaller number that is easier to read: 739 → 700, 41 → 40, 7 → 6. */
function rounded(ms: number): number {
  const unit = ms > 100 ? 100 : ms > 10 ? 10 : 1;
  return ms % unit === 0 ? ms - unit : Math.floor(ms / unit) * unit;
}
