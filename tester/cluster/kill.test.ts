import { expect, test } from 'vitest';
import { describeHappening } from '../../sim/trace/describe.ts';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';

/** Applies numbers without end, saves them, and calls a peer every 10 ms; Kill is ignored. */
const restless = `${idleRaft}
  export function Make(peers, me, persister, applyCh) {
    console.log('disk', persister.RaftStateSize());
    let index = 0;
    const apply = async () => {
      while (true) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        index++;
        persister.Save(new Uint8Array(index));
        void peers[1 - me].Call('Raft.RequestVote', { index });
        await applyCh.send({ kind: 'command', command: 'x', index });
      }
    };
    if (me === 0) void apply(); else setInterval(() => {}, 1000);
    return Object.assign(idleRaft, { Kill() { console.log('Kill is ignored'); } });
  }`;

test('a killed process lingers: what it does shows in the trace, and reaches nothing', async () => {
  const result = await playSource(
    restless,
    async (t) => {
      await t.sleep(35);
      t.faults.inject({ verb: 'kill', server: 0, lingerMs: 30 });
      await t.sleep(100);
      t.start(0);
      await t.sleep(1);
    },
    // The oracles would end the run at once.
    { servers: 2, oracles: 'off' },
  );
  expect(result.failure).toBeUndefined();
  const { trace = [] } = result;
  const killed = trace.findIndex((event) => event.kind === 'kill');
  const after = trace.slice(killed + 1);
  const crashed = after.findIndex((event) => event.kind === 'crash');
  const lingering = after.slice(0, crashed).map(describeHappening);
  expect(lingering.filter((line) => line.includes('RequestVote index'))).not.toEqual([]);
  expect(lingering.filter((line) => line.startsWith('S0 applies'))).not.toEqual([]);
  expect(lingering.filter((line) => line.includes('arrives'))).toEqual([]);
  expect(lingering.filter((line) => line.includes('persists'))).toEqual([]);
  // The next life finds what was saved before Kill: once every 10 ms.
  expect(printed(result).filter((line) => line.startsWith('S0 disk'))).toEqual([
    'S0 disk 0',
    'S0 disk 3',
  ]);
});

test('what was offered before Kill is taken after it without being applied', async () => {
  const result = await playSource(
    `${idleRaft}
    export function Make(peers, me, persister, applyCh) {
      setTimeout(() => {
        for (let index = 1; index <= 3; index++) {
          void applyCh.send({ kind: 'command', command: 'x', index }).then(() => console.log(index));
        }
      }, 10);
      setInterval(() => {}, 1000);
      return idleRaft;
    }`,
    async (t) => {
      t.faults.aim({
        when: { kind: 'apply', count: 1 },
        then: [{ verb: 'kill', server: 'subject', lingerMs: 1_000 }],
      });
      await t.sleep(500);
    },
  );
  expect(result.failure).toBeUndefined();
  expect(result.trace?.filter((event) => event.kind === 'apply')).toHaveLength(1);
  expect(printed(result)).toEqual(['S0 1', 'S0 2', 'S0 3']);
});

test('a lingering process ends at the latest when the server starts again', async () => {
  const result = await playSource(
    restless,
    async (t) => {
      t.faults.inject({ verb: 'kill', server: 0, lingerMs: 10_000 });
      await t.sleep(5);
      t.start(0);
      await t.sleep(5);
    },
    { servers: 2, oracles: 'off' },
  );
  const order = (result.trace ?? []).flatMap(({ kind }, k) =>
    k > 4 && ['kill', 'crash', 'boot'].includes(kind) ? [kind] : [],
  );
  expect(order).toEqual(['kill', 'crash', 'boot']);
});
