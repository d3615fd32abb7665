import { describe, expect, it } from 'vitest';
import { inside } from '../../tester/testing/play.ts';

const imports = `import * as timers from 'node:timers/promises';
import { setTimeout as sleep, setInterval as every, setImmediate as soon, scheduler } from 'timers/promises';
import whole from 'node:timers/promises';
const say = (...what) => console.log(performance.now(), ...what);\n`;
const at = (code: string): Promise<string[]> => inside(code, { imports });

describe('node:timers/promises inside a server', () => {
  it('sleeps in simulated time and hands over the value', async () => {
    const lines = await at(`
      say(await sleep(100, 'value'));
      say(await soon('soon'));
      say(await sleep());
      await scheduler.wait(50); say('waited');
      await scheduler.yield(); say('yielded');`);
    expect(lines).toEqual([
      '100 value',
      '100.001 soon',
      '101.001 undefined',
      '151.001 waited',
      '151.002 yielded',
    ]);
  });

  it('is one module under both names, with a default export', async () => {
    const lines = await at(`
      say(timers.setTimeout === sleep, whole.setTimeout === sleep, whole.scheduler === scheduler);`);
    expect(lines).toEqual(['0 true true true']);
  });

  it('repeats until the loop is left, keeping count when the loop is slow', async () => {
    const lines = await at(`
      let n = 0;
      for await (const value of every(10, 'tick')) {
        say(value, ++n);
        if (n === 1) await sleep(25);
        if (n === 4) break;
      }
      say('left');`);
    expect(lines).toEqual(['10 tick 1', '35 tick 2', '35 tick 3', '40 tick 4', '40 left']);
  });

  it.each(['sleep(100, 1, { signal })', 'soon(1, { signal })', 'scheduler.wait(100, { signal })'])(
    'rejects %s when its signal aborts, before or meanwhile',
    async (call) => {
      const lines = await at(`
        const tell = (error) => say(error.name, error.code, error.message, error.cause);
        { const signal = AbortSignal.abort('before'); await ${call}.catch(tell); }
        const controller = new AbortController(); const { signal } = controller;
        const pending = ${call}.catch(tell);
        controller.abort('meanwhile');
        await pending;
        await sleep(1000); say('nothing more');`);
      expect(lines).toEqual([
        '0 AbortError ABORT_ERR The operation was aborted before',
        '0 AbortError ABORT_ERR The operation was aborted meanwhile',
        '1000 nothing more',
      ]);
    },
  );

  it('ends an interval whose signal aborts', async () => {
    const lines = await at(`
      const signal = AbortSignal.timeout(25);
      try { for await (const _ of every(10, undefined, { signal })) say('tick'); }
      catch (error) { say(error.name); }
      try { for await (const _ of every(10, undefined, { signal })) say('tick'); }
      catch (error) { say(error.name, 'at once'); }`);
    expect(lines).toEqual(['10 tick', '20 tick', '25 AbortError', '25 AbortError at once']);
  });

  it('leaves no listener behind on a signal that lives on', async () => {
    const lines = await at(`
      const controller = new AbortController(); const { signal } = controller;
      let listeners = 0;
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (...args) => { listeners++; return addEventListener.apply(signal, args); };
      signal.removeEventListener = (...args) => { listeners--; return removeEventListener.apply(signal, args); };
      await sleep(1, 0, { signal }); await soon(0, { signal });
      for await (const _ of every(1, 0, { signal })) break;
      say(listeners);`);
    expect(lines).toEqual(['2.001 0']);
  });
});
