import Table from 'cli-table3';
import type { Scenario } from '../../../tester/scenario.ts';

/** The same test with the same seed, with the oracles watching and without. */
interface Pair {
  readonly onMs: number;
  readonly offMs: number;
}

/** What the oracles cost one test, or all of them. */
export interface OracleCost extends Pair {
  readonly test: string;
  /** With oracles to without; 1 means that they cost nothing. */
  readonly ratio: number;
}

export interface CostOptions {
  readonly scenarios: readonly Scenario[];
  readonly passes: number;
  /** Runs a test; gives how long that kept the processor busy, which other work does not change. */
  readonly time: (scenario: Scenario, oracles: 'on' | 'off') => Promise<number>;
}

/**
 * Measures each test with and without oracles, one right after the other and each first as often as
 * the other, so that whatever else the machine does strikes both. The fastest run of each counts: what
 * is slower was disturbed.
 */
export async function oracleCosts({ passes, scenarios, time }: CostOptions): Promise<OracleCost[]> {
  const costs: OracleCost[] = [];
  for (const scenario of scenarios) {
    let [onMs, offMs] = [Infinity, Infinity];
    for (let pass = 0; pass < passes; pass++) {
      for (const oracles of pass % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)) {
        const tookMs = await time(scenario, oracles);
        if (oracles === 'on') onMs = Math.min(onMs, tookMs);
        else offMs = Math.min(offMs, tookMs);
      }
    }
    costs.push({ test: scenario.name, onMs, offMs, ratio: onMs / offMs });
  }
  const onMs = costs.reduce((sum, cost) => sum + cost.onMs, 0);
  const offMs = costs.reduce((sum, cost) => sum + cost.offMs, 0);
  return [...costs, { test: 'total', onMs, offMs, ratio: onMs / offMs }];
}

export function costTable(costs: readonly OracleCost[]): string {
  const table = new Table({
    head: ['test', 'ms without oracles', 'ms with oracles', 'ratio'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { offMs, onMs, ratio, test } of costs) {
    table.push([test, offMs.toFixed(0), onMs.toFixed(0), ratio.toFixed(2)]);
  }
  return table.toString();
}
