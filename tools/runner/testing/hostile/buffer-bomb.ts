import { Inert } from './inert.ts';

/** Takes memory outside of the heap. */
export function Make(): Inert {
  const hoard: Uint8Array[] = [];
  setInterval(() => {
    hoard.push(new Uint8Array(50_000_000).fill(1));
  }, 1);
  return new Inert();
}
