import { chalk } from './colors.ts';
import { say } from './cli.ts';

/**
 * Says what does not type-check, below the results: the tests run without types, but what does not
 * type-check is not done. Gives whether the types hold.
 */
export async function sayTypes(
  errors: Promise<readonly string[]>,
  implementation: string,
): Promise<boolean> {
  const lines = await errors;
  for (const line of lines) say(chalk.red(line));
  if (lines.length > 0) say(chalk.red(`${implementation} does not type-check`));
  return lines.length === 0;
}
