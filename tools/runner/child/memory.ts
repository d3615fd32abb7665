/** More than any single run leaves behind. */
const tidyAboveBytes = 200 * 1024 * 1024;

/**
 * Takes back what earlier runs have left, before the next begins. Left to itself the engine lets its
 * heap grow as far as it may, and the watchdog could take the rubbish of many runs for the greed of
 * one.
 */
export function tidyMemory(): void {
  const { heapUsed, external } = process.memoryUsage();
  if (heapUsed + external <= tidyAboveBytes) return;
  // Each collection spares what the other takes: contexts that optimized code has touched, and with
  // them all that their servers held, survive the plain one from Node 22 on, the last resort on Node 20.
  globalThis.gc?.();
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
