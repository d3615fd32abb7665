import type { Program } from '../../sim/program.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import type { Scenario } from '../scenario.ts';
import type { Tester } from '../tester.ts';
import { idleRaft, programOf, type Files } from './implementation.ts';
import { inProcesses } from './in-processes.ts';

export interface PlayOptions {
  readonly servers?: number;
  readonly seed?: number;
  readonly network?: Scenario['network'];
  readonly snapshots?: Scenario['snapshots'];
  readonly recording?: 'on' | 'off';
  readonly oracles?: 'on' | 'off';
}

/** Runs a scenario made on the spot, recorded unless told otherwise. */
export function play(
  program: Program,
  body: (t: Tester) => Promise<void>,
  options: PlayOptions = {},
): Promise<RunResult> {
  const { servers = 1, network = 'reliable', snapshots = false } = options;
  const { seed = 1, recording = 'on' } = options;
  const scenario: Scenario = {
    name: 'TestOnTheSpot',
    title: 'made on the spot',
    part: '3A',
    points: 0,
    servers,
    network,
    snapshots,
    body,
  };
  // What stands in for an implementation here is no Raft, so the rules of Raft do not hold for it.
  const { oracles = 'off' } = options;
  const given = { seed, recording, oracles, implementation: 'on the spot' } as const;
  // The same tests hold in each realm: vitest.config.ts has them run in both.
  if (process.env.RAFTLAB_REALM !== 'process') return run(scenario, program, given);
  return inProcesses(program, recording, (realm) => run(scenario, realm, given));
}

/** The same for an implementation given as text. */
export async function playSource(
  source: string | Files,
  body: (t: Tester) => Promise<void>,
  options: PlayOptions = {},
): Promise<RunResult> {
  return play(await programOf(source), body, options);
}

/** What the servers printed in a recorded run: `S0 text`, in order. */
export function printed(result: RunResult): string[] {
  return (result.trace ?? []).flatMap((event) =>
    event.kind === 'console' ? [`S${event.server} ${event.text}`] : [],
  );
}

/**
 * Runs statements inside a server for so long, and gives what they printed. They may await, and see
 * what `Make` is given: `peers`, `me`, `persister`, `applyCh`.
 *
 * @param imports lines to stand in front of everything else
 * @throws the failure, when the run fails
 */
export async function inside(
  code: string,
  options: PlayOptions & { imports?: string; forMs?: number } = {},
): Promise<string[]> {
  const { imports = '', forMs = 10_000 } = options;
  const result = await playSource(
    `${imports}${idleRaft}
    async function main(peers, me, persister, applyCh) {${code}}
    export function Make(...args) { main(...args); return idleRaft; }`,
    (t) => t.sleep(forMs),
    options,
  );
  if (result.failure !== undefined) throw new Error(result.failure.message);
  return printed(result).map((line) => (options.servers === undefined ? line.slice(3) : line));
}
