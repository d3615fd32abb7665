import { once } from 'node:events';
import path from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { ImplementationError } from '../../tester/implementation/error.ts';
import { findImplementationFile } from '../../tester/implementation/load.ts';
import { chalk } from './colors.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { gradePart } from './test/grade-part.ts';
import { watchCommand, type PartOptions } from './test/options.ts';

/** Editors write a file in several steps; one run is enough for them all. */
const settleMs = 50;

/** Why a pass over the tests is stopped. */
const saved = new Error('saved again');
const interrupted = new Error('interrupted');

/** `npm run watch 3A`: grades the part again each time a file of the implementation is saved. */
async function watch(): Promise<number> {
  const command = watchCommand().parse();
  const options = command.opts<PartOptions>();
  const [part = ''] = command.args;
  const folder = path.dirname(findImplementationFile(options.raft));
  const again = async (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    say();
    try {
      await gradePart(part, options, signal);
    } catch (error) {
      // Nobody wants to know any more what the code was before it was saved again.
      if (error === saved) say(chalk.dim('saved: the tests that ran are stopped, and begin again'));
      if (error === saved || error === interrupted) return;
      // While it is being written a file often does not parse: say so, and wait for the next save.
      if (!(error instanceof ImplementationError)) throw error;
      say(error.message);
    }
    say(`watching ${path.relative(process.cwd(), folder)}/ (Ctrl-C ends)`);
  };

  let waiting: NodeJS.Timeout | undefined;
  let pass = new AbortController();
  let running = Promise.resolve();
  const failed = new AbortController();
  const fail = (error: unknown): void => {
    failed.abort(error);
  };
  const begin = (): Promise<void> => {
    pass = new AbortController();
    const { signal } = pass;
    running = running.then(() => again(signal));
    return running;
  };
  const schedule = (): void => {
    pass.abort(saved);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      begin().catch(fail);
    }, settleMs);
  };
  const watcher = watchFiles(folder, { ignoreInitial: true, ignored: /node_modules/ });
  watcher.on('all', schedule);
  // What is saved before would not be seen.
  await once(watcher, 'ready');
  begin().catch(fail);
  await new Promise<void>((resolve, reject) => {
    process.once('SIGINT', resolve);
    failed.signal.addEventListener('abort', () => {
      reject(failed.signal.reason as Error);
    });
  });
  clearTimeout(waiting);
  pass.abort(interrupted);
  await watcher.close();
  await running;
  return exitCode.passed;
}

await runCommand(watch);
