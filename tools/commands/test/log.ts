import { chalk } from '../colors.ts';
import { renderColumns } from '../../report/columns/columns.ts';
import type { RunResult } from '../../../tester/result.ts';
import { say } from '../cli.ts';
import { screenWidth } from '../screen.ts';
import type { PartOptions } from './options.ts';

/** Prints a recorded run, a column a server, as far as the options ask for. */
export function printLog(result: RunResult, options: PartOptions): void {
  const lines = renderColumns(result.trace ?? [], {
    chalk,
    width: screenWidth(),
    topics: options.log === true ? undefined : options.log,
    fromMs: options.from,
    toMs: options.to,
    server: options.server,
  });
  for (const line of lines) say(line);
}
