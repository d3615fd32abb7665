import { showTime } from '../sim/trace/show.ts';
import { homeOf } from '../tester/peers.ts';
import type { RunResult } from '../tester/result.ts';
import type { Scenario } from '../tester/scenario.ts';
import type { WatchdogReport } from './child/report.ts';
import type { Limits } from './limits.ts';

export interface CasualtyOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly implementation: string;
  /** What ran on all servers but one; the implementation itself when undefined. */
  readonly peers: string | undefined;
  readonly realMs: number;
  readonly limits: Limits;
  /** What the watchdog wrote; undefined when the process died without it. */
  readonly report: WatchdogReport | undefined;
  /** What the pool says of the death, for the case that nobody else knows anything. */
  readonly reason: string;
}

/** The result of a run whose process had to be ended, or ended itself. */
export function casualty(options: CasualtyOptions): RunResult {
  const { scenario, report, peers, seed } = options;
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
      events: 0,
    },
    traceHash: '',
  };
}

function explain({ report, limits, reason }: CasualtyOptions): {
  property: string;
  message: string;
} {
  if (report === undefined) {
    return {
      property: 'process-died',
      message: `the process that ran the test died: ${reason.replace(/\s+/g, ' ').trim()}`,
    };
  }
  const who = report.server < 0 ? 'the test' : `server ${String(report.server)}`;
  const where = `in ${report.what}${report.stack[0] === undefined ? '' : `, ${report.stack[0]}`}`;
  switch (report.reason) {
    case 'stall':
      return {
        property: 'endless-loop',
        message:
          `${who} never gives control back: ${where}; it was stopped after ` +
          `${seconds(limits.stallMs)} without a pause`,
      };
    case 'run':
      return {
        property: 'too-slow',
        message:
          `the run took more than ${seconds(limits.runMs)} of processor time and had come to ` +
          `${showTime(report.simulatedMs)} of simulated time; ${who} was running, ${where}`,
      };
    case 'memory':
      return {
        property: 'out-of-memory',
        message: `${who} took more than ${String(limits.memoryMb)} MB of memory: ${where}`,
      };
  }
}

function seconds(ms: number): string {
  return `${String(ms / 1000)} s`;
}
