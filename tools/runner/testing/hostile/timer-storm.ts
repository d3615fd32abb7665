import { Inert } from './inert.ts';

/** Sets itself again without any delay, so that simulated time hardly moves. */
export function Make(): Inert {
  const storm = (): void => {
    setImmediate(storm);
  };
  storm();
  return new Inert();
}
