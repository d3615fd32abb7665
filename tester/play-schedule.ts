import type { RaftRealm } from './realm.ts';
import { Client } from './client.ts';
import type { RunResult } from './result.ts';
import { run, type RunOptions } from './run.ts';
import type { Scenario } from './scenario.ts';
import { CoverageMeter } from './schedule/coverage.ts';
import type { Schedule } from './schedule/schedule.ts';
import type { Tester } from './tester.ts';

/**
 * Makes a scenario of a schedule. After its last step all faults end and all servers run; then a last
 * command must reach all of them, and the history must be one that a client can live with. Where there
 * is no log yet, in 3A, there must be a leader.
 */
export function scheduleScenario(schedule: Schedule): Scenario {
  const { servers, network, snapshots } = schedule;
  return {
    name: 'Exploration',
    title: 'a schedule of faults',
    part: 'explore',
    points: 0,
    servers,
    network,
    snapshots,
    body: (t) => play(t, schedule),
    schedule,
  };
}

/** Runs a schedule like any scenario; the result also counts the situations that occurred. */
export async function runSchedule(
  schedule: Schedule,
  program: RaftRealm,
  options: RunOptions,
): Promise<RunResult> {
  const meter = new CoverageMeter(schedule.servers);
  const { body, ...scenario } = scheduleScenario(schedule);
  const result = await run(
    {
      ...scenario,
      body: (t) => {
        t.listen((event) => {
          meter.see(event);
        });
        return body(t);
      },
    },
    program,
    options,
  );
  return { ...result, coverage: meter.coverage };
}

async function play(t: Tester, schedule: Schedule): Promise<void> {
  const client = new Client(t);
  for (const step of schedule.steps) {
    switch (step.kind) {
      case 'wait':
        await t.sleep(step.ms);
        break;
      case 'commands':
        for (let k = 0; k < step.count; k++) client.offerToAll();
        break;
      case 'fault':
        t.faults.inject(step.fault);
        break;
      case 'aim':
        t.faults.aim(step);
        break;
    }
  }
  t.faults.endAll();
  t.setReliable();
  if (schedule.part === '3A') {
    await t.checkOneLeader();
    return;
  }
  await t.one('the last command', { servers: t.n, retry: true });
  client.checkHistory();
}
