import { Inert } from './inert.ts';

/** Has no timer, and waits for a promise that nothing resolves. */
export function Make(): Inert {
  const raft = new Inert();
  clearInterval(raft.beat);
  void wait();
  return raft;
}

async function wait(): Promise<void> {
  await new Promise(() => undefined);
}
