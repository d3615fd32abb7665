const sliceMs = 12;

/**
 * Does long work a slice of time at a go, so that the page stays alive. The work yields now and then.
 *
 * @param goOn asked between slices; false gives up
 * @returns what the work returns; undefined when given up
 */
export async function inSlices<T>(
  work: Generator<undefined, T>,
  goOn: () => boolean,
): Promise<T | undefined> {
  for (;;) {
    const untilMs = performance.now() + sliceMs;
    while (performance.now() < untilMs) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    if (!goOn()) return undefined;
  }
}
