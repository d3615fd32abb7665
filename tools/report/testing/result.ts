import type { RunFailure, RunResult, ServerReport } from '../../../tester/result.ts';

/** A result made by hand; it passed, unless the changes say otherwise. */
export function makeResult(changes: Partial<RunResult> = {}): RunResult {
  return {
    test: 'TestInitialElection3A',
    title: 'initial election',
    part: '3A',
    network: 'reliable',
    implementation: 'skeleton',
    seed: 7,
    verdict: 'pass',
    warnings: [],
    oracleNotes: [],
    unchecked: [],
    traceHash: '0123456789abcdef',
    statistics: {
      simulatedMs: 3100,
      realMs: 32.4,
      servers: 3,
      rpcs: 58,
      bytes: 4711,
      commands: 0,
      printed: 0,
      events: 300,
    },
    ...changes,
  };
}

export function makeFailure(changes: Partial<RunFailure> = {}): RunFailure {
  return {
    property: 'one-leader',
    message: 'expected one leader, got none',
    atMs: 5000,
    servers: [0, 1, 2],
    evidence: [],
    stack: [],
    lastEvents: [],
    report: [0, 1, 2].map((server) => makeReport({ server })),
    ...changes,
  };
}

export function makeReport(changes: Partial<ServerReport>): ServerReport {
  return {
    server: 0,
    up: true,
    connected: true,
    term: 1,
    isLeader: false,
    applied: 0,
    waiting: [],
    ...changes,
  };
}
