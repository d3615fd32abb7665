import { Inert } from './inert.ts';

/** Starts work whose failure nobody looks at. */
export function Make(): Inert {
  setTimeout(() => {
    void fail();
  }, 20);
  return new Inert();
}

async function fail(): Promise<void> {
  await Promise.resolve();
  throw new Error('nobody awaits this');
}
