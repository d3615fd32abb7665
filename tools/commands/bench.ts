import { writeFileSync } from 'node:fs';
import { run } from '../../tester/run.ts';
import Table from 'cli-table3';
import { Option } from 'commander';
import { scenarios } from '../../labs/index.ts';
import { Program } from '../../sim/program.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { UsageError } from '../runner/usage-error.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { costTable, oracleCosts } from './bench/oracle-cost.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandLine, countOption, raftOption, seedOption } from './options.ts';

/** One row of the benchmark: a test, or all of them. */
interface Figures {
  readonly test: string;
  readonly simulatedS: number;
  readonly wallMs: number;
  readonly simulatedPerWallSecond: number;
  readonly events: number;
  readonly eventsPerSecond: number;
}

interface BenchOptions {
  readonly raft: string;
  readonly seed: number;
  readonly passes: number;
  readonly oracles: 'on' | 'off' | 'both';
  readonly json: string;
  readonly viewer?: boolean;
}

/** `npm run bench`: how fast the 28 run, one after the other in one process. */
async function bench(): Promise<number> {
  const options = commandLine('bench', 'Measures speed and memory of the 28 tests on one process.')
    .addOption(raftOption('solutions'))
    .option('--seed <n>', 'the seed of every run', seedOption, 1)
    .option('--passes <n>', 'passes over the tests; the median of each is shown', countOption, 3)
    .addOption(
      new Option('--oracles <mode>', 'whether the oracles watch; both compares')
        .choices(['on', 'off', 'both'])
        .default('on'),
    )
    .option('--viewer', 'measures the page of a trace of 100 000 events instead, in a browser')
    .option('--json <file>', 'where to write the figures', 'bench.json')
    .alone('viewer', [], '--viewer measures a page, and runs no test')
    .parse()
    .opts<BenchOptions>();
  if (options.viewer === true) return benchViewer();
  const implementation = await loadImplementation(options.raft);
  const program = new Program(implementation.runtime, implementation.bundle);

  const { oracles, passes, seed } = options;
  const once = (scenario: Scenario, watching: 'on' | 'off'): Promise<RunResult> =>
    run(scenario, program, {
      seed,
      recording: 'off',
      oracles: watching,
      implementation: implementation.name,
    });
  if (oracles === 'both') {
    const time = async (...which: Parameters<typeof once>): Promise<number> => {
      const before = process.cpuUsage();
      await once(...which);
      const { system, user } = process.cpuUsage(before);
      return (system + user) / 1000;
    };
    say(costTable(await oracleCosts({ scenarios, passes, time })));
    return exitCode.passed;
  }
  const runs = new Map<string, RunResult[]>();
  for (let pass = 0; pass < passes; pass++) {
    for (const scenario of scenarios) {
      const result = await once(scenario, oracles);
      runs.set(scenario.name, [...(runs.get(scenario.name) ?? []), result]);
    }
  }

  const rows = [...runs].map(([test, results]) => figures(test, median(results)));
  const total = sum('total', rows);
  const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
  print([...rows, total]);
  say(`peak memory ${peakMemoryMb.toFixed(0)} MB, ${passes} passes`);
  const { node: nodeVersion } = process.versions;
  const record = { nodeVersion, passes, peakMemoryMb, tests: rows, total };
  writeFileSync(options.json, `${JSON.stringify(record, undefined, 2)}\n`);
  say(`figures written to ${options.json}`);
  return exitCode.passed;
}

async function benchViewer(): Promise<number> {
  // What drives a browser is there in a checkout with its development packages only.
  const { benchmarkPage } = await import('../viewer/benchmark.ts');
  const { skipMessage } = await import('../viewer/testing/browser.ts');
  if (skipMessage !== undefined) throw new UsageError(skipMessage);
  return (await benchmarkPage(say)) ? exitCode.passed : exitCode.failed;
}

/** The run of median duration stands for all of a test: the machine may be noisy. */
function median(results: readonly RunResult[]): RunResult {
  const sorted = [...results].sort((a, b) => a.statistics.realMs - b.statistics.realMs);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('a benchmark needs at least one pass');
  return middle;
}

function figures(test: string, { statistics }: RunResult): Figures {
  const { simulatedMs, realMs, events } = statistics;
  return {
    test,
    simulatedS: simulatedMs / 1000,
    wallMs: realMs,
    simulatedPerWallSecond: simulatedMs / realMs,
    events,
    eventsPerSecond: (events / realMs) * 1000,
  };
}

function sum(test: string, rows: readonly Figures[]): Figures {
  const simulatedS = rows.reduce((total, row) => total + row.simulatedS, 0);
  const wallMs = rows.reduce((total, row) => total + row.wallMs, 0);
  const events = rows.reduce((total, row) => total + row.events, 0);
  return {
    test,
    simulatedS,
    wallMs,
    simulatedPerWallSecond: (simulatedS * 1000) / wallMs,
    events,
    eventsPerSecond: (events / wallMs) * 1000,
  };
}

function print(rows: readonly Figures[]): void {
  const table = new Table({
    head: ['test', 'simulated s', 'wall ms', 'simulated s / wall s', 'events', 'events / s'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    table.push([
      row.test,
      row.simulatedS.toFixed(1),
      row.wallMs.toFixed(0),
      row.simulatedPerWallSecond.toFixed(0),
      String(row.events),
      row.eventsPerSecond.toFixed(0),
    ]);
  }
  say(table.toString());
}

await runCommand(bench);
