import { expect, test } from 'vitest';
import { hintsOfNotes } from './notes.ts';

test('a note says when it was first broken, how often, and where to read', () => {
  const note = {
    rule: 'leader-heard',
    title: 'a leader is heard',
    message: 'server 1 sent nothing to 0',
    servers: [1],
    atMs: 485.4,
    evidence: [],
    times: 3,
  };
  const [hint] = hintsOfNotes([note]);
  expect(hint?.text).toContain('leader-heard');
  expect(hint?.evidence).toBe(
    'server 1 sent nothing to 0, at 0.485 s (the first of 3 times in this run)',
  );
  expect(hint?.section).toMatch(/§5\.2/);
});
