import { Inert } from './inert.ts';

declare const process: { exit(code: number): never };

/** Tries to end the test's process as if all were well. */
export function Make(): Inert {
  setTimeout(() => {
    process.exit(0);
  }, 20);
  return new Inert();
}
