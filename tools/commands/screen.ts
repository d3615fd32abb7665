/** Columns of the terminal; on a pipe as many as fit most screens. */
export function screenWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 100;
}

/** Longer lines of prose are hard to read, however wide the terminal is. */
const widestProse = 120;

/** How long lines for reading may be. */
export function proseWidth(): number {
  return Math.min(screenWidth(), widestProse);
}
