import { Inert } from './inert.ts';

/** Never gives control back, in a timer. */
export function Make(): Inert {
  setTimeout(() => {
    for (;;);
  }, 20);
  return new Inert();
}
