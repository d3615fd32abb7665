import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chalk } from './colors.ts';
import { format, resolveConfig } from 'prettier';
import { applyBug, referenceSources } from '../known-bugs/apply.ts';
import { findBug, knownBugs, type KnownBug } from '../known-bugs/index.ts';
import { writeSources } from '../known-bugs/load.ts';
import { RunPool } from '../runner/pool.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { hunt, type Extent } from './mutants/hunt.ts';
import { knownBugsPage } from './mutants/page.ts';
import { readHunts, writeHunts } from './mutants/record.ts';
import { figureTable, huntTable, verdictLine } from './mutants/table.ts';
import { outcomeOf } from './mutants/tally.ts';
import type { Hunt, Verdict } from './mutants/verdict.ts';
import { commandLine, countOption, jobsOption } from './options.ts';

type Mode = Hunt['oracles'];

interface MutantsOptions {
  readonly only?: string;
  readonly seeds: number;
  readonly explore: number;
  readonly jobs: number;
  readonly oracles: Mode | 'both';
  readonly json?: string;
  readonly from?: readonly string[];
  readonly write: boolean;
  readonly sources?: string;
}

/** `npm run mutants`: whether the tests and the oracles catch every known bug. */
async function mutants(): Promise<number> {
  const command = commandLine('mutants', 'Runs the tests on each known bug until one shows it.')
    .option('--only <pattern>', 'only bugs whose id or category matches')
    .option('--seeds <n>', 'passes over the tests before a bug counts as missed', countOption, 20)
    .option('--explore <n>', 'random schedules for what the tests miss', countOption, 3_000)
    .addOption(jobsOption('bugs'))
    .option(
      '--oracles <on|off|both>',
      'off: only what the course itself checks',
      parseOracles,
      'on',
    )
    .option('--json <file>', 'write what is found, after every step')
    .option('--from <files...>', 'go on from what --json has written')
    .option('--write', 'write docs/known-bugs.md', false)
    .option('--sources <folder>', 'write the sources of each bug into a folder, and run nothing')
    .alone('sources', ['only'], '--sources writes files and runs nothing')
    .parse();
  const options = command.opts<MutantsOptions>();
  const bugs = selectBugs(options.only);
  if (options.sources !== undefined) return writeAllSources(bugs, options.sources);
  const hunts = await runHunts(bugs, options);
  for (const each of hunts) say(huntTable(each));
  say(figureTable(hunts));
  if (options.write) await writePage(hunts);
  // Without oracles nobody expects that every bug is caught.
  const missed = hunts.flatMap(({ oracles, verdicts }) => (oracles === 'on' ? verdicts : []));
  const isWell = missed.every((verdict) => {
    const bug = findBug(verdict.id);
    return bug !== undefined && outcomeOf(verdict, bug) === 'caught';
  });
  return isWell ? exitCode.passed : exitCode.failed;
}

async function runHunts(bugs: readonly KnownBug[], options: MutantsOptions): Promise<Hunt[]> {
  const { jobs, json } = options;
  const known = (options.from ?? []).flatMap(readHunts);
  const modes: readonly Mode[] = options.oracles === 'both' ? ['on', 'off'] : [options.oracles];
  const implementation = await loadImplementation('solutions');
  const pool = await RunPool.open({ implementation, jobs, helperThreads: false });
  const hunts: Hunt[] = [];
  try {
    for (const oracles of modes) {
      const extent = extentOf(oracles, options);
      say(`${bugs.length} bugs, up to ${extent.course} passes, oracles ${oracles}`);
      const verdicts = new Map<string, Verdict>();
      const before = known.flatMap((each) => (each.oracles === oracles ? each.verdicts : []));
      for (const verdict of before) verdicts.set(verdict.id, verdict);
      const onStep: Parameters<typeof hunt>[1]['onStep'] = (verdict, bug, stage) => {
        say(verdictLine(verdict, bug, { chalk, stage }));
        verdicts.set(bug.id, verdict);
        if (json !== undefined)
          writeHunts(json, [...hunts, { oracles, verdicts: [...verdicts.values()] }]);
      };
      const found = await hunt(bugs, { pool, jobs, extent, oracles, known: before, onStep });
      hunts.push({ oracles, verdicts: found });
    }
  } finally {
    await pool.close();
  }
  if (json !== undefined) writeHunts(json, hunts);
  return hunts;
}

/** Without oracles the question is what the course's tests find. */
function extentOf(oracles: Mode, { explore, seeds }: MutantsOptions): Extent {
  return oracles === 'off'
    ? { course: seeds, phases: 0, exploration: 0 }
    : { course: seeds, phases: 3, exploration: explore };
}

async function writePage(hunts: readonly Hunt[]): Promise<void> {
  const page = path.join(projectRoot, 'docs/known-bugs.md');
  const style = await resolveConfig(page);
  writeFileSync(page, await format(knownBugsPage(knownBugs, hunts), { ...style, filepath: page }));
}

function writeAllSources(bugs: readonly KnownBug[], folder: string): number {
  const reference = referenceSources();
  for (const bug of bugs) writeSources(applyBug(bug, reference), path.join(folder, bug.id));
  return exitCode.passed;
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

function parseOracles(text: string): MutantsOptions['oracles'] {
  if (text === 'on' || text === 'off' || text === 'both') return text;
  throw new UsageError(`--oracles takes on, off or both, got ${text}`);
}

await runCommand(mutants);
