/** A wrong word on a command line or in a file the user wrote; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
