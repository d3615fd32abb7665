import { describe, expect, it } from 'vitest';
import { inside } from '../../tester/testing/play.ts';

describe('text and bytes inside a server', () => {
  it('turn into each other by UTF-8', async () => {
    const lines = await inside(`
      const bytes = new TextEncoder().encode('aé漢😀');
      console.log(bytes instanceof Uint8Array, [...bytes].join(' '));
      console.log(new TextDecoder().decode(bytes), new TextDecoder('utf8').decode(bytes.buffer));
      console.log(new TextDecoder().decode(bytes.subarray(1, 3)), JSON.stringify(new TextDecoder().decode()));
      console.log(new TextEncoder().encode().length, new TextEncoder().encoding, new TextDecoder('UTF-8').encoding);
      console.log([...new TextEncoder().encode('\\ud800')].join(' '));`);
    expect(lines).toEqual([
      'true 97 195 169 230 188 162 240 159 152 128',
      'aé漢😀 aé漢😀',
      'é ""',
      '0 utf-8 utf-8',
      '239 191 189',
    ]);
  });

  it('fill an array as far as whole characters go', async () => {
    const lines = await inside(`
      const into = new Uint8Array(4);
      const all = new TextEncoder().encodeInto('aé', into);
      console.log(all.read, all.written, [...into].join(' '));
      const some = new TextEncoder().encodeInto('a😀b', into);
      console.log(some.read, some.written);`);
    expect(lines).toEqual(['2 3 97 195 169 0', '1 1']);
  });

  it('replace or refuse what is not UTF-8, and drop or keep a byte order mark', async () => {
    const lines = await inside(`
      const wrong = new Uint8Array([97, 255]);
      console.log(new TextDecoder().decode(wrong) === 'a\\ufffd');
      try { new TextDecoder('utf-8', { fatal: true }).decode(wrong); } catch (error) { console.log(error instanceof TypeError); }
      const marked = new Uint8Array([0xef, 0xbb, 0xbf, 97]);
      console.log(new TextDecoder().decode(marked).length, new TextDecoder('utf-8', { ignoreBOM: true }).decode(marked).length);
      try { new TextDecoder('latin1'); } catch (error) { console.log(error instanceof RangeError, error.message); }`);
    expect(lines).toEqual([
      'true',
      'true',
      '1 2',
      'true TextDecoder knows only utf-8 here, not latin1',
    ]);
  });
});
