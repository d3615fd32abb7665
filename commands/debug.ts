import inspector from 'node:inspector';
import { selectScenarios } from '../runner/select.ts';
import { freshSeed } from '../runner/seeds.ts';
import { Program } from '../sim/program.ts';
import type { Monitor } from '../sim/world.ts';
import { loadImplementation } from '../tester/implementation/load.ts';
import type { Peers } from '../tester/peers.ts';
import { run } from '../tester/run.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { partCommand, type PartOptions } from './test/options.ts';

/**
 * `npm run debug:3A -- -t … --seed …`: runs tests in this one thread, without a watchdog, so that a
 * debugger can stop them anywhere for as long as it likes. Waits until one is attached.
 */
async function debug(): Promise<number> {
  const [part = '', ...args] = process.argv.slice(2);
  const options = partCommand(part).parse(args, { from: 'user' }).opts<PartOptions>();
  const scenarios = selectScenarios({ part, pattern: options.pattern });
  const seed = options.seed ?? freshSeed();
  // Inside a run dates print in universal time, as they do when a child process runs it.
  process.env.TZ = 'UTC';
  const implementation = await loadImplementation(options.raft);

  // An editor that starts this command has attached its debugger already, and told it to go on; to
  // wait for that a second time would be for ever.
  if (inspector.url() === undefined) {
    inspector.open(0);
    say(`debugger: ${inspector.url() ?? ''} (Chrome: chrome://inspect)`);
    inspector.waitForDebugger();
  }
  const program = new Program(implementation.runtime, implementation.bundle);
  const monitor = stopOnceLoaded();
  let failed = 0;
  for (const scenario of scenarios) {
    const result = await run(scenario, program, {
      seed,
      recording: 'off',
      implementation: implementation.name,
      monitor,
      ...(options.peers === undefined ? {} : { peers: await peersOf(options.peers) }),
    });
    if (result.verdict === 'fail') failed++;
    say(`${scenario.name} seed ${String(seed)}: ${result.failure?.message ?? 'passed'}`);
  }
  return failed === 0 ? exitCode.passed : exitCode.failed;
}

async function peersOf(where: string): Promise<Peers> {
  const { name, runtime, bundle } = await loadImplementation(where);
  return { program: new Program(runtime, bundle), implementation: name };
}

/**
 * Stops once, just before the first server is made: the debugger then knows the implementation, so
 * that breakpoints set in its files will hold, and nothing of it has run.
 */
function stopOnceLoaded(): Monitor {
  let hasStopped = false;
  return {
    entering(_server, what) {
      if (hasStopped || what !== 'Make') return;
      hasStopped = true;
      // eslint-disable-next-line no-debugger -- stopping here is what this command is for
      debugger;
    },
  };
}

await runCommand(debug);
