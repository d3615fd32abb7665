/**
 * Takes over the host's unhandled rejections while a world runs: inside, a rejected promise that
 * nobody handles is the failure of one server, and must reach the run instead of ending the host
 * process. Gives the function that puts everything back.
 */
export function takeOverRejections(
  onRejection: (reason: unknown, promise: Promise<unknown>) => void,
): () => void {
  const others = process.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('unhandledRejection', onRejection);
    for (const listener of others) process.on('unhandledRejection', listener);
  };
}
