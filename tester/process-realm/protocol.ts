/**
 * What the two sides of a process realm say to each other. The world asks, with one frame, and gets one
 * frame back: what the code inside answered, and what it did, in that order.
 */

/** What the world asks for: the first byte of its frames. The life and the time inside follow. */
export const ask = {
  begin: 1,
  load: 2,
  make: 3,
  handlers: 4,
  start: 5,
  getState: 6,
  snapshot: 7,
  inspect: 8,
  persistBytes: 9,
  kill: 10,
  handle: 11,
  returned: 12,
  taken: 13,
  fire: 14,
  settle: 15,
} as const;

/** The kinds of an answer. */
export const answered = { nothing: 0, number: 1, text: 2, bytes: 3, threw: 4 } as const;

/** What code inside has done: each begins with its kind; `end` closes the list. */
export const effect = {
  end: 0,
  startTimer: 1,
  stopTimer: 2,
  print: 3,
  call: 4,
  save: 5,
  offerCommand: 6,
  offerSnapshot: 7,
  replied: 8,
  handlerFailed: 9,
  rejected: 10,
  /** A full stack stopped something that the world provides. */
  broke: 12,
  /** Which lines make the effect that comes next. */
  places: 11,
} as const;

/** The pipes of a server's process, as it finds them. */
export const descriptors = { program: 0, input: 3, output: 4 } as const;

/**
 * Questions after which nothing else happens to the server in the same event: what they set off is
 * done at once, and saves a second question.
 */
export const alone: ReadonlySet<number> = new Set([ask.handle, ask.returned, ask.fire]);
