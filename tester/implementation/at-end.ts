/** What is still to be cleared away. Signals and the end of a process are one for the whole process. */
const duties = new Set<() => void>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has something cleared away if the process ends before its work is done: by itself, by an error, or by
 * a signal such as Ctrl-C.
 *
 * @param clear does its work at once, as nothing that waits would come to an end
 * @returns takes the duty back
 */
export function atEnd(clear: () => void): () => void {
  if (duties.size === 0) listen();
  duties.add(clear);
  return () => {
    duties.delete(clear);
    if (duties.size === 0) ignore();
  };
}

function listen(): void {
  process.on('exit', clearAll);
  for (const signal of signals) process.on(signal, endBy);
}

function ignore(): void {
  process.off('exit', clearAll);
  for (const signal of signals) process.off(signal, endBy);
}

/** Ends the process as the signal would have, unless somebody else listens and decides otherwise. */
function endBy(signal: NodeJS.Signals): void {
  clearAll();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function clearAll(): void {
  ignore();
  for (const clear of duties) clear();
  duties.clear();
}
