import { Chalk, type ChalkInstance } from 'chalk';

/** Colours of what the commands print, as far as the terminal has them and the user wants any. */
export const chalk: ChalkInstance = new Chalk(isPlain(process.env) ? { level: 0 } : {});

/** chalk knows FORCE_COLOR, which is the stronger of the two, and does not know NO_COLOR. */
function isPlain({ NO_COLOR = '', FORCE_COLOR }: NodeJS.ProcessEnv): boolean {
  return NO_COLOR !== '' && FORCE_COLOR === undefined;
}
