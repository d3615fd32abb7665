import type { Program } from '../../../../sim/program.ts';
import { homeOf, type Peers } from '../../../../tester/cluster/peers.ts';
import type { RunResult } from '../../../../tester/result.ts';
import { run, type RunOptions } from '../../../../tester/run.ts';
import type { Scenario } from '../../../../tester/scenario.ts';
import type { PeersUsed } from '../protocol.ts';
import { ShapeWatch } from './shapes.ts';

/** The run that counts, and among whom it was made. */
export interface Judged {
  readonly result: RunResult;
  readonly peersUsed: PeersUsed;
}

/** What is set for a run before it is known who takes part in it. */
export type CommonOptions = Omit<RunOptions, 'peers' | 'listener'>;

/**
 * Runs a scenario with the submission on one server and its peers on the others, and decides whether
 * the outcome says anything of the submission.
 *
 * A pass counts, unless the submission was not understood: then its server may just have stood aside.
 * A failure alone proves nothing. Whoever sends hints in its replies, as most do, needs them in those of
 * its peers; and servers of different authors may get into each other's way though each author's own
 * get along. So the scenario is run again with the submission on all servers, and only what fails
 * there as well has failed. A submission never loses by its peers what it has without them.
 */
export async function runAmongPeers(
  scenario: Scenario,
  submission: Program,
  peers: Peers,
  options: CommonOptions,
): Promise<Judged> {
  const home = homeOf(scenario, options.seed);
  const shapes = new ShapeWatch((server) => server === home);
  let led = false;
  const result = await run(scenario, submission, {
    ...options,
    peers,
    listener: (event) => {
      shapes.see(event);
      if (event.kind === 'state' && event.server === home && event.isLeader) led = true;
    },
  });
  const { failure } = result;
  const among: Judged = { result, peersUsed: { kind: 'reference', home, led } };
  if (failure === undefined && shapes.foreign === undefined) return among;
  const all = new ShapeWatch(() => true);
  const alone = await run(scenario, submission, {
    ...options,
    listener: (event) => {
      all.see(event);
    },
  });
  const reason = shapes.foreign ?? all.foreign ?? shapes.own ?? all.own;
  if (reason !== undefined) return { result: alone, peersUsed: { kind: 'own', why: reason } };
  if (failure === undefined || alone.verdict === 'fail') return among;
  const why = `it passes by itself what it failed among the reference (${failure.property})`;
  return { result: alone, peersUsed: { kind: 'own', why } };
}
