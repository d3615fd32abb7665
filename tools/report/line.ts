import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';

/** What a line needs to know before the test runs. */
export type Announced = Pick<Scenario, 'part' | 'title' | 'network'>;

/** `Test (3A): initial election (reliable network)...`, as the course prints it. */
export function beginLine(test: Announced, chalk: ChalkInstance): string {
  return `Test (${test.part}): ${chalk.bold(test.title)} (${test.network} network)...`;
}

/**
 * `  ... Passed --  time  3.1s  #peers 3  #RPCs    58  #Ops    0  seed 7  real 32 ms`: the course's
 * line with simulated time, then what decides the run, and the time that really passed.
 */
export function endLine(result: RunResult, chalk: ChalkInstance): string {
  const { simulatedMs, realMs, servers, rpcs, commands } = result.statistics;
  const verdict = result.verdict === 'pass' ? chalk.green('Passed') : chalk.red.bold('FAILED');
  const course =
    `time ${(simulatedMs / 1000).toFixed(1).padStart(4)}s  #peers ${servers}  ` +
    `#RPCs ${String(rpcs).padStart(5)}  #Ops ${String(commands).padStart(4)}`;
  const ours = `seed ${result.seed}  real ${realMs.toFixed(0)} ms`;
  return `  ... ${verdict} --  ${course}  ${chalk.dim(ours)}`;
}

/** Something odd that the course does not count as a failure. */
export function warningLines(result: RunResult, chalk: ChalkInstance): string[] {
  return result.warnings.map((warning) => chalk.yellow(`  warning: ${warning}`));
}

/** Where to see what the implementation has printed; nothing when it was silent. */
export function printedLines({ statistics }: RunResult, chalk: ChalkInstance): string[] {
  const { printed } = statistics;
  if (printed === 0) return [];
  const what =
    printed === 1 ? '1 console line: --log shows it' : `${printed} console lines: --log shows them`;
  return [chalk.dim(`  ${what}`)];
}
