import path from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { ImplementationError } from '../tester/implementation/error.ts';
import { findImplementationFile } from '../tester/implementation/load.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { gradePart } from './test/grade-part.ts';
import { partCommand, type PartOptions } from './test/options.ts';

/** Editors write a file in several steps; one run is enough for them all. */
const settleMs = 50;

/** `npm run watch:3A`: grades the part again each time a file of the implementation is saved. */
async function watch(): Promise<number> {
  const [part = '', ...args] = process.argv.slice(2);
  const options = partCommand(part, 'watch').parse(args, { from: 'user' }).opts<PartOptions>();
  const folder = path.dirname(findImplementationFile(options.raft));
  const again = async (): Promise<void> => {
    say();
    try {
      await gradePart(part, args);
    } catch (error) {
      // While it is being written a file often does not parse: say so, and wait for the next save.
      if (!(error instanceof ImplementationError)) throw error;
      say(error.message);
    }
    say(`watching ${path.relative(process.cwd(), folder)}/ (Ctrl-C ends)`);
  };

  let waiting: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const schedule = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      running = running.then(again);
    }, settleMs);
  };
  const watcher = watchFiles(folder, { ignoreInitial: true, ignored: /node_modules/ });
  watcher.on('all', schedule);
  await again();
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  await watcher.close();
  await running;
  return exitCode.passed;
}

await runCommand(watch);
