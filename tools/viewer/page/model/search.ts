import type { Model } from './model.ts';

const linesAtOnce = 64;

/** Looks for a text in the lines of all events, and gives the positions found. */
export function* search(model: Model, text: string): Generator<undefined, Int32Array> {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  for (let position = 0; position < model.length; position++) {
    if (model.line(position).toLowerCase().includes(wanted)) found.push(position);
    if (position % linesAtOnce === 0) yield;
  }
  return Int32Array.from(found);
}
