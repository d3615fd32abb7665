/** Columns of the terminal; on a pipe as many as fit most screens. */
export function screenWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 100;
}
