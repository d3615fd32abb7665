import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that crashes without ever having saved anything is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestPersist13C',
    edits: [
      {
        file: 'state.ts',
        replace: 'this.persister.Save(encode(saved), this.snapshot);',
        by: 'void encode(saved);',
      },
    ],
  });
  expect(hint?.text).toBe('State was not saved before a crash');
  expect(hint?.evidence).toMatch(/crashed at .*, and had never saved anything$/);
});

test('a command that a leader took and did not save before it crashed is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestPersist13C',
    edits: [
      {
        file: 'leader.ts',
        replace: 'state.log.append({ term: this.term, command });\n    state.Persist();',
        by: 'state.log.append({ term: this.term, command });',
      },
    ],
  });
  expect(hint?.text).toBe('State was not saved before a crash');
  expect(hint?.evidence).toMatch(/^S\d took a command as index \d+ .* saved nothing in between$/);
});

test('a server that starts again in an older term is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestPersist13C',
    edits: [{ file: 'state.ts', replace: 'if (bytes.length === 0) return;', by: 'return;' }],
  });
  expect(hint?.text).toBe('State was lost in a crash: it was not saved, or is not read back');
  expect(hint?.evidence).toMatch(/^S\d crashed in term \d+ .* in term 0$/);
});
