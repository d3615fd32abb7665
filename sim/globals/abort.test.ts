import { describe, expect, it } from 'vitest';
import { idleRaft } from '../../tester/testing/implementation.ts';
import { inside, playSource, printed } from '../../tester/testing/play.ts';

const say = `const say = (...what) => console.log(performance.now(), ...what);\n`;
const at = (code: string): Promise<string[]> => inside(say + code);

describe('AbortController inside a server', () => {
  it('tells every listener once, in order, with reason', async () => {
    const lines = await at(`
      const controller = new AbortController();
      const { signal } = controller;
      signal.onabort = (event) => say('onabort', event.type, event.target === signal);
      const twice = () => say('added twice');
      signal.addEventListener('abort', twice); signal.addEventListener('abort', twice);
      signal.addEventListener('abort', { handleEvent: () => say('object') });
      const removed = () => say('removed');
      signal.addEventListener('abort', removed); signal.removeEventListener('abort', removed);
      signal.addEventListener('other', () => say('other event'));
      say(signal.aborted, signal.reason);
      controller.abort('enough'); controller.abort('again');
      say(signal.aborted, signal.reason);
      try { signal.throwIfAborted(); } catch (reason) { say('thrown', reason); }`);
    expect(lines).toEqual([
      '0 false undefined',
      '0 onabort abort true',
      '0 added twice',
      '0 object',
      '0 true enough',
      '0 thrown enough',
    ]);
  });

  it('aborts with an AbortError when no reason is given', async () => {
    const lines = await at(`
      const controller = new AbortController();
      controller.signal.throwIfAborted();
      controller.abort();
      const { reason } = controller.signal;
      say(reason instanceof Error, reason.name, reason.message);
      say(AbortSignal.abort().reason.name, AbortSignal.abort(7).reason, AbortSignal.abort().aborted);`);
    expect(lines).toEqual(['0 true AbortError This operation was aborted', '0 AbortError 7 true']);
  });

  it('tells the other listeners even when one throws, and the error is not lost', async () => {
    const result = await playSource(
      `${idleRaft} export function Make() {
        const controller = new AbortController();
        controller.signal.addEventListener('abort', () => { throw new Error('from a listener'); });
        controller.signal.addEventListener('abort', () => console.log('the other is told'));
        controller.abort();
        console.log('abort does not throw');
        return idleRaft;
      }`,
      (t) => t.sleep(1),
    );
    expect(printed(result)).toEqual(['S0 the other is told', 'S0 abort does not throw']);
    expect(result.failure?.message).toContain('server 0: Error: from a listener (uncaught');
  });

  it('times out in simulated time', async () => {
    const lines = await at(`
      const signal = AbortSignal.timeout(250);
      signal.addEventListener('abort', () => say(signal.reason.name, signal.reason.message));
      setTimeout(() => say(signal.aborted), 249);`);
    expect(lines).toEqual([
      '249 false',
      '250 TimeoutError The operation was aborted due to timeout',
    ]);
  });

  it('joins signals: the first to abort gives the reason', async () => {
    const lines = await at(`
      const controller = new AbortController();
      const any = AbortSignal.any([controller.signal, AbortSignal.timeout(100), AbortSignal.timeout(50)]);
      any.addEventListener('abort', () => say('aborted', any.reason.name));
      setTimeout(() => { controller.abort('late'); say(any.reason.name); }, 200);
      const already = AbortSignal.any([controller.signal, AbortSignal.abort('already'), AbortSignal.abort('too')]);
      say(already.aborted, already.reason, AbortSignal.any([]).aborted);`);
    expect(lines).toEqual(['0 true already false', '50 aborted TimeoutError', '200 TimeoutError']);
  });

  it('is the only way to a signal', async () => {
    const lines = await at(`
      try { new AbortSignal(); } catch (error) { say(error instanceof TypeError, error.message); }
      say(Object.getOwnPropertyNames(AbortSignal).sort().join(' '));
      say(new AbortController().signal instanceof AbortSignal);`);
    expect(lines).toEqual([
      '0 true Illegal constructor: use an AbortController',
      '0 abort any length name prototype timeout',
      '0 true',
    ]);
  });
});
