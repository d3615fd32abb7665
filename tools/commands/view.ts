import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { RunPool } from '../runner/pool.ts';
import { scenariosNamed } from '../runner/select.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { parse, TraceFileError } from '../viewer/trace-file.ts';
import { writePage } from '../viewer/write.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandLine, raftOption, seedOption } from './options.ts';
import { replayCommand } from './replay.ts';
import { showRun } from './trace-page.ts';

interface ViewOptions {
  readonly raft: string;
  readonly folder: string;
  readonly open: boolean;
}

/** `npm run view -- <trace.json | trace.html | test name and seed>`: writes a trace's page, opens it. */
async function view(): Promise<number> {
  const program = commandLine('view', 'Writes the page of one run and opens it.')
    .argument('<what>', 'a trace (.html or .json), or the name of a test')
    .argument('[seed]', 'with a name: the seed of the run', seedOption)
    .addOption(raftOption())
    .option('--folder <folder>', 'where to write the page', 'traces')
    .option('--no-open', 'only write it and print its path')
    .parse();
  const [what, seed] = program.processedArgs as [string, number | undefined];
  const options = program.opts<ViewOptions>();
  const isFile = existsSync(what);
  if (!isFile && /[/\\]|\.(html|json)$/.test(what)) {
    throw new UsageError(`there is no file ${what}`);
  }
  if (isFile && (seed !== undefined || program.getOptionValueSource('raft') === 'cli')) {
    throw new UsageError(`${what} holds its run: a seed and --raft go with the name of a test`);
  }
  const page = isFile ? await fromFile(what, options) : await fromRun(what, seed, options);
  if (page === undefined) return exitCode.failed;
  say(page);
  if (options.open) openInBrowser(page);
  return exitCode.passed;
}

/** Makes the page anew, so that an old trace gets today's page around it. */
async function fromFile(file: string, { folder }: ViewOptions): Promise<string> {
  try {
    return await writePage(parse(readFileSync(file, 'utf8')), { folder });
  } catch (error) {
    if (error instanceof TraceFileError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

async function fromRun(
  pattern: string,
  seed: number | undefined,
  { raft, folder }: ViewOptions,
): Promise<string | undefined> {
  const matching = scenariosNamed(pattern);
  const scenario = matching.find(({ name }) => name === pattern) ?? matching[0];
  if (scenario === undefined || seed === undefined) {
    throw new UsageError(
      `which run of ${pattern}? Give its seed as well: npm run view -- ${pattern} 7`,
    );
  }
  const implementation = await loadImplementation(raft);
  const pool = await RunPool.open({ implementation, jobs: 1 });
  try {
    const { name: test, part } = scenario;
    const replay = replayCommand({ part, test, seed, implementation: implementation.name });
    const { result, page } = await showRun({ scenario, seed, replay }, pool, folder);
    if (page === undefined) {
      say(`${test} with seed ${seed} left no trace: it had to be ended, or it is too large`);
      if (result.failure !== undefined) say(result.failure.message);
    }
    return page;
  } finally {
    await pool.close();
  }
}

/** Hands the page to the system's browser; where there is none, the path is printed anyway. */
function openInBrowser(page: string): void {
  const address = pathToFileURL(page).href;
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [address]] as const)
      : process.platform === 'win32'
        ? (['cmd', ['/c', 'start', '', address]] as const)
        : (['xdg-open', [address]] as const);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    say(`no browser could be started; open ${address} by hand`);
  });
  child.unref();
}

await runCommand(view);
