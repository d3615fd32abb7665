import { describe, expect, it } from 'vitest';
import { inside } from '../../tester/testing/play.ts';

/** Prints with the simulated milliseconds in front. */
const say = `const say = (...what) => console.log(performance.now(), ...what);\n`;
const at = (code: string, forMs = 10_000): Promise<string[]> => inside(say + code, { forMs });

describe('timers inside a server', () => {
  it('fire in order of time, and first set first fired at the same time', async () => {
    const lines = await at(`
      setTimeout(() => say('c'), 20); setTimeout(() => say('a'), 10);
      setTimeout(() => say('b'), 10); setTimeout(() => say('d'), 20);
      say('set');`);
    expect(lines).toEqual(['0 set', '10 a', '10 b', '20 c', '20 d']);
  });

  it('pass arguments on', async () => {
    const lines = await at(`
      setTimeout((a, b) => say('timeout', a, b), 5, 'x', 'y');
      setImmediate((a, b) => say('immediate', a, b), 1, 2);
      const interval = setInterval((a) => { say('interval', a); clearInterval(interval); }, 7, 'z');`);
    expect(lines).toEqual(['0.001 immediate 1 2', '5 timeout x y', '7 interval z']);
  });

  it('take odd delays as Node does', async () => {
    const lines = await at(`
      for (const delay of [undefined, 0, -1, NaN, 'x', 1.9, '3', 2 ** 31, Infinity, null])
        setTimeout(() => say(String(delay)), delay);`);
    expect(lines).toEqual([
      ...['undefined', '0', '-1', 'NaN', 'x', '1.9', '2147483648', 'Infinity', 'null'].map(
        (delay) => `1 ${delay}`,
      ),
      '3 3',
    ]);
  });

  it('repeat at an even pace until cleared, also from within', async () => {
    const lines = await at(`
      let n = 0;
      const interval = setInterval(() => { say(++n); if (n === 3) clearInterval(interval); }, 100);`);
    expect(lines).toEqual(['100 1', '200 2', '300 3']);
  });

  it('never fire once cleared, by object, by number and by any of the clear functions', async () => {
    const lines = await at(`
      const fired = () => say('fired');
      clearTimeout(setTimeout(fired, 5));
      clearTimeout(+setTimeout(fired, 5));
      clearInterval(setTimeout(fired, 5));
      clearTimeout(setInterval(fired, 5));
      clearImmediate(setImmediate(fired));
      const later = setTimeout(fired, 5); setTimeout(() => clearTimeout(later), 4);
      const sameTime = []; for (let i = 0; i < 2; i++)
        sameTime.push(setTimeout(() => { say(i); clearTimeout(sameTime[1 - i]); }, 9));
      for (const nothing of [undefined, null, 12345, 'x', {}]) clearTimeout(nothing);`);
    expect(lines).toEqual(['9 0']);
  });

  it('start anew with refresh, while waiting, when over and in their own callback', async () => {
    const lines = await at(`
      const waiting = setTimeout(() => say('waiting'), 100);
      setTimeout(() => waiting.refresh(), 60);
      const over = setTimeout(() => say('over'), 10);
      setTimeout(() => over.refresh(), 50);
      let n = 0; const own = setTimeout(() => { say('own'); if (++n < 3) own.refresh(); }, 30);`);
    expect(lines).toEqual(['10 over', '30 own', '60 own', '60 over', '90 own', '160 waiting']);
  });

  it('have the other methods of Node’s', async () => {
    const lines = await at(`
      const timer = setTimeout(() => say('fired'), 10);
      say(timer.ref() === timer, timer.unref() === timer, timer.hasRef(), typeof +timer);
      timer.close();
      say(timer.hasRef());`);
    expect(lines).toEqual(['0 true true true number', '0 false']);
  });

  it('refuse what is not a function', async () => {
    const lines = await at(`
      for (const set of [setTimeout, setInterval, setImmediate, queueMicrotask])
        try { set('code'); } catch (error) { say(error instanceof TypeError, error.message); }`);
    expect(lines).toEqual([
      "0 true a timer's callback must be a function, got string",
      "0 true a timer's callback must be a function, got string",
      "0 true a timer's callback must be a function, got string",
      '0 true queueMicrotask takes a function, got string',
    ]);
  });

  it('let microtasks run before the next timer, and immediates before later timers', async () => {
    const lines = await at(`
      setTimeout(() => { say('first'); queueMicrotask(() => say('microtask')); }, 1);
      setTimeout(() => say('second'), 1);
      setImmediate(() => { say('immediate'); setImmediate(() => say('next immediate')); });
      Promise.resolve().then(() => say('promise')); queueMicrotask(() => say('queued'));
      say('at once');`);
    expect(lines).toEqual([
      '0 at once',
      '0 promise',
      '0 queued',
      '0.001 immediate',
      '0.002 next immediate',
      '1 first',
      '1 microtask',
      '1 second',
    ]);
  });

  it('belong to one server: another’s number clears nothing', async () => {
    const lines = await inside(
      `const timer = setTimeout(() => console.log('fired', +timer), 10);
       setTimeout(() => { for (let id = 1; id < 20; id++) if (id !== +timer && me === 0) clearTimeout(id); }, 5);`,
      { servers: 2 },
    );
    expect(lines.toSorted()).toEqual(['S0 fired 2', 'S1 fired 2']);
  });
});
