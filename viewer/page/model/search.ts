import type { Model } from './model.ts';

const sliceMs = 12;

/**
 * Looks for a text in the lines of all events, a slice of time at a go so that the page stays alive.
 *
 * @param goOn asked between slices; false gives up
 * @returns the positions found; undefined when given up
 */
export async function search(
  model: Model,
  text: string,
  goOn: () => boolean,
): Promise<Int32Array | undefined> {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  let position = 0;
  while (position < model.length) {
    const untilMs = performance.now() + sliceMs;
    while (position < model.length && performance.now() < untilMs) {
      const end = Math.min(model.length, position + 64);
      for (; position < end; position++) {
        if (model.line(position).toLowerCase().includes(wanted)) found.push(position);
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    if (!goOn()) return undefined;
  }
  return Int32Array.from(found);
}
