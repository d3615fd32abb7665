import type { MappedError } from '../../sim/realm.ts';

/**
 * An error on its way from one side to the other: its message, and below it the frames, which the other
 * side has put into the sources already.
 */
export function textOfError({ message, stack }: MappedError): string {
  return [message, ...stack.map((frame) => `    ${frame}`)].join('\n');
}

export function errorOfText(text: string): MappedError {
  const [message = '', ...frames] = text.split('\n    at ');
  const stack = frames.map((frame) => `at ${frame}`);
  return { message: message === '' ? 'an error without a message' : message, stack };
}
