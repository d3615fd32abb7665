import { Inert } from './inert.ts';

/** Lets the queue of microtasks never run dry. */
export function Make(): Inert {
  setTimeout(() => {
    void spin();
  }, 20);
  return new Inert();
}

async function spin(): Promise<never> {
  for (;;) await Promise.resolve();
}
