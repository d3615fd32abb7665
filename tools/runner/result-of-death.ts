import { showTime } from '../../sim/trace/show.ts';
import { homeOf } from '../../tester/cluster/peers.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { Limits } from './limits.ts';
import type { Death } from './run-process.ts';

export interface DeathOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly implementation: string;
  /** What ran on all servers but one; the implementation itself when undefined. */
  readonly peers: string | undefined;
  readonly realMs: number;
  readonly limits: Limits;
  readonly death: Death;
}

/** The result of a run whose process had to be ended, or ended itself. */
export function resultOfDeath(options: DeathOptions): RunResult {
  const { scenario, peers, seed } = options;
  const { report } = options.death;
  const atMs = report?.simulatedMs ?? 0;
  const { property, message } = explain(options);
  return {
    test: scenario.name,
    title: scenario.title,
    part: scenario.part,
    network: scenario.network,
    implementation: options.implementation,
    seed,
    ...(peers === undefined
      ? {}
      : { peers: { implementation: peers, home: homeOf(scenario, seed) } }),
    verdict: 'fail',
    failure: {
      property,
      message,
      atMs,
      servers: report === undefined || report.server < 0 ? [] : [report.server],
      evidence: [],
      stack: report?.stack ?? [],
      report: [],
      lastEvents: [],
    },
    warnings: [],
    oracleNotes: [],
    unchecked: [],
    statistics: {
      simulatedMs: atMs,
      realMs: options.realMs,
      servers: scenario.servers,
      rpcs: 0,
      bytes: 0,
      commands: 0,
      printed: 0,
      events: 0,
    },
    traceHash: '',
  };
}

function explain({ death, limits }: DeathOptions): { property: string; message: string } {
  const { report } = death;
  if (report === undefined) return explainDeath(death.how, limits);
  const who = report.server < 0 ? 'the test' : `server ${report.server}`;
  const where = `in ${report.what}${report.stack[0] === undefined ? '' : `, ${report.stack[0]}`}`;
  switch (report.reason) {
    case 'stall':
      return {
        property: 'endless-loop',
        message:
          `${who} never gives control back: ${where}; it was stopped after ` +
          `${seconds(report.cpuMs)} of processor time without a pause ` +
          `(${seconds(report.realMs)} of real time)`,
      };
    case 'run':
      return {
        property: 'too-slow',
        message:
          `the run took more than ${seconds(limits.runMs)} of processor time ` +
          `(${seconds(report.realMs)} of real time) and had come to ` +
          `${showTime(report.simulatedMs)} of simulated time; ${who} was running, ${where}`,
      };
    case 'memory':
      return {
        property: 'out-of-memory',
        message: `${who} took more than ${limits.memoryMb} MB of memory: ${where}`,
      };
  }
}

/** Nobody knows more than the system and Node's last words tell. */
function explainDeath(how: string, limits: Limits): { property: string; message: string } {
  if (/out of memory|allocation failed|bad_alloc/i.test(how)) {
    const message = `the run took more memory than it may have (${limits.memoryMb} MB)`;
    return { property: 'out-of-memory', message };
  }
  const said = how.replace(/\s+/g, ' ').trim();
  return { property: 'process-died', message: `the process that ran the test died: ${said}` };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
