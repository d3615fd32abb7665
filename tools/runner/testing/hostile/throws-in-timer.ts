import { Inert } from './inert.ts';

/** Throws where nobody catches. */
export function Make(): Inert {
  setTimeout(() => {
    throw new Error('the log is gone');
  }, 20);
  return new Inert();
}
