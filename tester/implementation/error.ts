/** An implementation that cannot be run at all; the message says what to change. */
export class ImplementationError extends Error {
  override readonly name = 'ImplementationError';
}
