import type { Program } from '../../sim/program.ts';
import type { RunResult } from '../result.ts';
import { run, type RunOptions } from '../run.ts';
import { CoverageMeter } from './coverage.ts';
import { scheduleScenario } from './play.ts';
import type { Schedule } from './schedule.ts';

/** Runs a schedule like any scenario; the result also counts the situations that occurred. */
export async function runSchedule(
  schedule: Schedule,
  program: Program,
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
