import type { ApplyCh, ClientEnd, Persister, Raft } from '#raft';
import { Make as makeReference } from '../../../../solutions/raft.ts';

/** What may become of a run; mostly nothing. */
const fates = [loop, fillMemory, leave, failAndSpin, none, none, none];

/** The reference, which in some runs loops, eats memory, tries to exit or throws once it comes to some term. */
export function Make(peers: ClientEnd[], me: number, persister: Persister, applyCh: ApplyCh): Raft {
  const raft = makeReference(peers, me, persister, applyCh);
  const fate = fates[Math.floor(Math.random() * fates.length)];
  const term = Math.ceil(Math.random() * 4);
  const waiting = setInterval(() => {
    if (raft.GetState().term < term) return;
    clearInterval(waiting);
    fate?.();
  }, 10);
  return raft;
}

function none(): void {
  // This run is left alone.
}

function loop(): void {
  for (;;);
}

/** Bit by bit, so that the watchdog sees it. */
function fillMemory(): void {
  const hoard: Uint8Array[] = [];
  setInterval(() => hoard.push(new Uint8Array(20_000_000).fill(1)), 1);
}

function leave(): void {
  (globalThis as unknown as { process: { exit(code: number): never } }).process.exit(0);
}

/** Ends the run, and leaves the queue of microtasks in such a state that it never runs dry. */
function failAndSpin(): void {
  void spin();
  throw new Error('no more');
}

async function spin(): Promise<never> {
  for (;;) await Promise.resolve();
}
