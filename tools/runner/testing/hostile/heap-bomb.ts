import { Inert } from './inert.ts';

/** Fills the heap. */
export function Make(): Inert {
  const hoard: number[][] = [];
  setTimeout(() => {
    for (;;) hoard.push(new Array<number>(1_000_000).fill(0.5));
  }, 20);
  return new Inert();
}
