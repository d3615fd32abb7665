import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import chalk from 'chalk';
import { applyBug, referenceSources } from '../known-bugs/apply.ts';
import { knownBugs, type KnownBug } from '../known-bugs/index.ts';
import { writeSources } from '../known-bugs/load.ts';
import { RunPool } from '../runner/pool.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation } from '../tester/implementation/load.ts';
import { projectRoot } from '../tester/implementation/root.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { hunt } from './mutants/hunt.ts';
import { knownBugsPage } from './mutants/page.ts';
import { figureTable, huntTable, verdictLine } from './mutants/table.ts';
import type { Hunt } from './mutants/tally.ts';
import { commandLine, countOption, defaultJobs } from './options.ts';

interface MutantsOptions {
  readonly only?: string;
  readonly seeds: number;
  readonly jobs: number;
  readonly oracles: 'on' | 'off' | 'both';
  readonly json?: string;
  readonly from?: readonly string[];
  readonly write: boolean;
  readonly sources?: string;
}

/** `npm run mutants`: whether the tests and the oracles catch every known bug. */
async function mutants(): Promise<number> {
  const command = commandLine('mutants', 'Runs the tests on each known bug until one shows it.')
    .option('--only <pattern>', 'only bugs whose id or category matches')
    .option('--seeds <n>', 'passes over all tests before a bug counts as missed', countOption, 20)
    .option('--jobs <n>', 'bugs at the same time', countOption, defaultJobs())
    .option(
      '--oracles <on|off|both>',
      'off: only what the course itself checks',
      parseOracles,
      'on',
    )
    .option('--json <file>', 'write the verdicts')
    .option('--from <files...>', 'take verdicts that --json has written, and run nothing')
    .option('--write', 'write docs/known-bugs.md', false)
    .option('--sources <folder>', 'write the sources of each bug into a folder, and run nothing')
    .parse();
  const options = command.opts<MutantsOptions>();
  const bugs = selectBugs(options.only);
  if (options.sources !== undefined) return writeAllSources(bugs, options.sources);
  const hunts = options.from?.flatMap(readHunts) ?? (await runHunts(bugs, options));
  for (const each of hunts) say(huntTable(each));
  say(figureTable(hunts));
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(hunts, undefined, 2));
  if (options.write) {
    const page = path.join(projectRoot, 'docs/known-bugs.md');
    writeFileSync(page, knownBugsPage(knownBugs, hunts));
  }
  // Without oracles nobody expects that every bug is caught.
  const missed = hunts.flatMap(({ oracles, verdicts }) =>
    oracles === 'off' ? [] : verdicts.filter(({ caught }) => caught?.isExpected !== true),
  );
  return missed.length === 0 ? exitCode.passed : exitCode.failed;
}

async function runHunts(bugs: readonly KnownBug[], options: MutantsOptions): Promise<Hunt[]> {
  const { jobs, seeds } = options;
  const implementation = await loadImplementation('solutions');
  const pool = await RunPool.open({ implementation, jobs, helperThreads: false });
  const hunts: Hunt[] = [];
  try {
    for (const oracles of options.oracles === 'both'
      ? (['on', 'off'] as const)
      : [options.oracles]) {
      say(`${String(bugs.length)} bugs, up to ${String(seeds)} passes each, oracles ${oracles}`);
      let done = 0;
      const onVerdict: Parameters<typeof hunt>[1]['onVerdict'] = (verdict, bug) => {
        done++;
        say(`${String(done).padStart(3)}  ${verdictLine(verdict, bug, chalk)}`);
      };
      const verdicts = await hunt(bugs, { pool, jobs, seeds, oracles, onVerdict });
      hunts.push({ oracles, seeds, verdicts });
    }
  } finally {
    await pool.close();
  }
  return hunts;
}

function writeAllSources(bugs: readonly KnownBug[], folder: string): number {
  const reference = referenceSources();
  for (const bug of bugs) writeSources(applyBug(bug, reference), path.join(folder, bug.id));
  return exitCode.passed;
}

function readHunts(file: string): Hunt[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Hunt[];
}

function selectBugs(pattern: string | undefined): readonly KnownBug[] {
  if (pattern === undefined) return knownBugs;
  const expression = new RegExp(pattern, 'i');
  const bugs = knownBugs.filter(
    ({ category, id }) => expression.test(id) || expression.test(category),
  );
  if (bugs.length > 0) return bugs;
  throw new UsageError(
    `no known bug matches --only ${pattern}; there are ${knownBugs.map(({ id }) => id).join(', ')}`,
  );
}

function parseOracles(text: string): 'on' | 'off' | 'both' {
  if (text === 'on' || text === 'off' || text === 'both') return text;
  throw new UsageError(`--oracles takes on, off or both, got ${text}`);
}

await runCommand(mutants);
