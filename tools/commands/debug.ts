import inspector from 'node:inspector';
import path from 'node:path';
import vm from 'node:vm';
import { InvalidArgumentError } from 'commander';
import { selectScenarios } from '../runner/select.ts';
import { freshSeed } from '../runner/seeds.ts';
import { UsageError } from '../runner/usage-error.ts';
import { Program } from '../../sim/program.ts';
import type { Monitor } from '../../sim/world.ts';
import { loadForDebugger, loadImplementation } from '../../tester/implementation/load.ts';
import type { Peers } from '../../tester/cluster/peers.ts';
import { run } from '../../tester/run.ts';
import { exitCode, runCommand, say } from './cli.ts';
import type { CommandLine } from './command-line.ts';
import { anyPartCommand, type ChosenRuns } from './test/options.ts';

interface DebugOptions extends ChosenRuns {
  readonly port: number;
}

/** Where Chrome and `node inspect` look for a process to debug. */
const usualPort = 9229;

/**
 * `npm run debug 3A -- -t … --seed …`: runs tests in this one thread, without a watchdog, so that a
 * debugger can stop them anywhere for as long as it likes. Waits until one is attached.
 */
async function debug(): Promise<number> {
  const command = debugCommand().parse();
  const options = command.opts<DebugOptions>();
  const [part = ''] = command.args;
  const scenarios = selectScenarios({ part, pattern: options.pattern });
  const seed = options.seed ?? freshSeed();
  // Inside a run dates print in universal time, as they do when a child process runs it.
  process.env.TZ = 'UTC';
  const implementation = await loadForDebugger(options.raft);
  // An editor that starts this command has attached its debugger already, and told it to go on; to
  // wait for that a second time would be for ever.
  if (inspector.url() === undefined) waitForDebugger(options.port, implementation.file);
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
    say(`${scenario.name} seed ${seed}: ${result.failure?.message ?? 'passed'}`);
  }
  return failed === 0 ? exitCode.passed : exitCode.failed;
}

function debugCommand(): CommandLine {
  return anyPartCommand('debug', 'Runs tests of one part where a debugger can stop them.').option(
    '--port <n>',
    'where the debugger attaches; 0 for any free one',
    portOption,
    usualPort,
  );
}

function portOption(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`expected a port, such as ${usualPort}, got ${text}`);
}

/** Opens the port and says how to get there. @throws UsageError when somebody else has it */
function waitForDebugger(port: number, file: string): void {
  inspector.open(port);
  const url = inspector.url();
  if (url === undefined) {
    throw new UsageError(
      `no debugger can attach: port ${port} is taken, perhaps by another debug command ` +
        `that still runs; end that, or choose a port: --port ${usualPort + 1}`,
    );
  }
  const { host } = new URL(url);
  const shown = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  say(`debugger: waiting at ${url}`);
  say('  Chrome    open chrome://inspect');
  say(`  terminal  node inspect ${host}, then sb('${shown}', <line>) and c to go on`);
  inspector.waitForDebugger();
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
  // A script of its own, since this is what the debugger shows.
  const text =
    '// Your code is loaded, and nothing of it has run: set breakpoints, and continue.\ndebugger;\n';
  const stop = new vm.Script(text, { filename: 'before-your-code.js' });
  let hasStopped = false;
  return {
    entering(_server, what) {
      if (hasStopped || what !== 'Make') return;
      hasStopped = true;
      stop.runInThisContext();
    },
  };
}

await runCommand(debug);
