import { describe } from '../../sim/trace/describe.ts';
import type { RunResult } from '../../tester/result.ts';
import { say } from '../cli.ts';
import type { PartOptions } from './options.ts';

/** Prints a recorded run, a column a server. */
export function printLog(result: RunResult, _options: PartOptions): void {
  for (const event of result.trace ?? []) say(describe(event));
}
