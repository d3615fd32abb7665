import { Script } from './script.ts';

export const a = { term: 1, command: 'a' };
export const b = { term: 1, command: 'b' };

export function violationOf(script: Script): string | undefined {
  return script.judge().violation?.rule;
}

export function notesOf(script: Script): readonly string[] {
  return script.judge().notes.map(({ rule }) => rule);
}

/** Three servers; server 0 leads term 1, and servers 0 and 1 hold its entry `a`. */
export function replicated(): Script {
  return new Script(3).elect(0, 1).start(0, 1, 1, 'a').append([0, 1], 1, [0, 0], [a]);
}
