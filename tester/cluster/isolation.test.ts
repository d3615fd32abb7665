import { describe, expect, it } from 'vitest';
import { encode } from '../../labgob/index.ts';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';
import type { Tester } from '../tester.ts';

describe('servers share nothing', () => {
  it('a variable of the module is each server’s own and does not survive a restart', async () => {
    const source = `${idleRaft} let counter = 0; globalThis.made ??= 0;
      export function Make() { console.log(++counter, ++globalThis.made); return idleRaft; }`;
    const result = await playSource(
      source,
      async (t) => {
        await t.sleep(1);
        t.restart(1);
      },
      { servers: 3 },
    );
    expect(printed(result)).toEqual(['S0 1 1', 'S1 1 1', 'S2 1 1', 'S1 1 1']);
  });

  it('changing built-ins inside touches neither the tester nor another server', async () => {
    const source = `${idleRaft}
      export function Make(peers, me) {
        if (me === 0) {
          for (const type of [Array, Object, Map, Set, Promise, String, Number, Uint8Array, Function, Date, Error])
            type.prototype.stained = true;
          Array.prototype.flatMap = Array.prototype.find = () => { throw new Error('stained'); };
          Promise.prototype.then = undefined; JSON.stringify = Math.max = undefined;
          Object.defineProperty(Object.prototype, 'atMs', { get: () => 7, configurable: true });
        }
        console.log([].stained, {}.stained, typeof [].find, typeof Math.max, (async () => {})().stained);
        return idleRaft;
      }`;
    const result = await playSource(source, (t) => t.sleep(100), { servers: 2 });
    expect(printed(result)).toEqual([
      'S0 true true function undefined true',
      'S1 undefined undefined function function undefined',
    ]);
    const values: object[] = [
      [],
      {},
      new Map(),
      Promise.resolve(),
      'x',
      new Uint8Array(0),
      new Date(),
    ].map((value): object => Object(value) as object);
    expect(values.filter((value) => 'stained' in value || 'atMs' in value)).toEqual([]);
    expect([1].map((n) => n + 1)).toEqual([2]);
  });

  it('what a handler is given and what a caller gets are copies', async () => {
    const source = `${idleRaft}
      export function Make(peers, me, persister, applyCh) {
        const kept = { entries: [{ term: 1 }], data: new Uint8Array([1, 2]) };
        const show = (what, value) => console.log(what, value.entries.length, value.entries[0].term, value.data[0]);
        const raft = { ...idleRaft,
          Change(args) { args.entries[0].term = 9; args.entries.push({}); args.data[0] = 9; show('handler', args); return kept; } };
        setTimeout(async () => {
          if (me !== 0) return setTimeout(() => show('replier keeps', kept), 100);
          const args = { entries: [{ term: 5 }], data: new Uint8Array([5]) };
          const pending = peers[1].Call('Raft.Change', args);
          args.entries[0].term = 6;
          const reply = await pending;
          show('caller keeps', args);
          reply.entries[0].term = 7; reply.data[0] = 7; reply.entries.push({});
          show('reply', reply);
          show('again', await peers[1].Call('Raft.Change', args));
        }, 5);
        return raft;
      }`;
    const result = await playSource(source, (t) => t.sleep(200), { servers: 2 });
    expect(printed(result)).toEqual([
      'S1 handler 2 9 9',
      'S0 caller keeps 1 6 5',
      'S0 reply 2 7 7',
      'S1 handler 2 9 9',
      'S0 again 1 1 1',
      'S1 replier keeps 1 1 1',
    ]);
  });

  it('what is applied is a copy, and so is the command that Start is given', async () => {
    const source = `${idleRaft}
      export function Make(peers, me, persister, applyCh) {
        return { ...idleRaft, Start(command) {
          void applyCh.send({ kind: 'command', index: 1, command });
          command.list.push('changed');
          console.log(command.list.length);
          return { index: 1, term: 1, isLeader: true };
        } };
      }`;
    const command = { list: ['kept'] };
    const result = await playSource(source, async (t: Tester) => {
      t.Start(0, command);
      await t.sleep(10);
      t.expect(t.nCommitted(1).count === 1, 'applied', () => 'nothing applied');
      const { list } = t.nCommitted(1).command as typeof command;
      t.expect(list.length === 1, 'applied', () => `applied ${list.join()}`);
    });
    expect(result.failure).toBeUndefined();
    expect(printed(result)).toEqual(['S0 2']);
    expect(command).toEqual({ list: ['kept'] });
  });

  it('what is persisted is a copy, in both directions', async () => {
    const source = `${idleRaft}
      export function Make(peers, me, persister) {
        const state = new Uint8Array([1, 2]), snapshot = new Uint8Array([3]);
        persister.Save(state, snapshot);
        state[0] = 9; snapshot[0] = 9;
        persister.ReadRaftState()[1] = 9; persister.ReadSnapshot()[0] = 9;
        console.log(...persister.ReadRaftState(), ...persister.ReadSnapshot(), persister.RaftStateSize(), persister.SnapshotSize());
        persister.Save(new Uint8Array(3));
        console.log(persister.ReadSnapshot().length, persister.RaftStateSize(), persister.SnapshotSize());
        return idleRaft;
      }`;
    const result = await playSource(source, () => Promise.resolve());
    expect(printed(result)).toEqual(['S0 1 2 3 2 1', 'S0 0 3 0']);
  });

  it('a snapshot that is installed is a copy', async () => {
    const bytes = encode({ index: 9, commands: [] });
    const source = `${idleRaft}
      export function Make(peers, me, persister, applyCh) {
        return { ...idleRaft, Snapshot(index, snapshot) {
          console.log(index, snapshot.length); snapshot.fill(0); persister.Save(new Uint8Array(1), snapshot); },
          Start() { (async () => { for (let index = 1; index <= 9; index++)
            await applyCh.send({ kind: 'command', index, command: index }); })();
            return { index: 1, term: 1, isLeader: true }; } };
      }`;
    const result = await playSource(
      source,
      async (t) => {
        t.Start(0, 1);
        await t.sleep(10);
        t.fail('look', String(t.snapshotSize()));
      },
      { snapshots: true },
    );
    const taken = result.trace?.find((event) => event.kind === 'snapshot');
    expect(taken?.snapshot.some((byte) => byte !== 0)).toBe(true);
    expect(taken?.snapshot.length).toBeGreaterThan(bytes.length);
    expect(printed(result)).toEqual([`S0 9 ${String(taken?.snapshot.length)}`]);
  });
});

describe('a crash', () => {
  /** Everything a server could leave behind, each of which prints when it happens. */
  const busy = `${idleRaft}
    export function Make(peers, me, persister, applyCh) {
      const say = (what) => console.log(what);
      persister.Save(new Uint8Array([1]));
      if (me !== 0) return { ...idleRaft, Slow: () => new Promise((resolve) => setTimeout(() => resolve(1), 30)) };
      setTimeout(() => say('timer'), 20);
      setInterval(() => say('interval'), 15);
      setTimeout(() => { peers[1].Call('Raft.Slow', 1).then(() => say('call returned')); }, 5);
      setTimeout(() => { applyCh.send({ kind: 'command', index: 1, command: 1 }).then(() => say('applied')); }, 9);
      AbortSignal.timeout(20).addEventListener('abort', () => say('abort'));
      return { ...idleRaft, Kill() {
        say('killed');
        persister.Save(new Uint8Array([2, 2]));
        setTimeout(() => say('timer of the dead'), 1); queueMicrotask(() => { say('microtask'); persister.Save(new Uint8Array(9)); });
        Promise.reject(new Error('a rejection of the dead'));
        peers[1].Call('Raft.Slow', 1); applyCh.send({ kind: 'command', index: 1, command: 2 });
      } };
    }`;

  it('ends everything: timers, calls, messages, microtasks, rejections', async () => {
    const result = await playSource(
      busy,
      async (t) => {
        await t.sleep(9.001);
        t.crash(0);
        await t.sleep(1000);
      },
      { servers: 2 },
    );
    expect(printed(result)).toEqual(['S0 killed']);
    expect(result.trace?.some((event) => event.kind === 'apply')).toBe(false);
    expect(result.verdict).toBe('pass');
  });

  it('leaves what was saved before it, and nothing that the dead still save', async () => {
    const source = busy.replace(
      'persister.Save(new Uint8Array([1]));',
      'say([...persister.ReadRaftState()].join()); persister.Save(new Uint8Array([1]));',
    );
    const result = await playSource(
      source,
      async (t) => {
        await t.sleep(9.001);
        t.restart(0);
        await t.sleep(1);
      },
      { servers: 2 },
    );
    expect(printed(result)).toEqual(['S0 ', 'S1 ', 'S0 killed', 'S0 1']);
    const saves = result.trace?.filter((event) => event.kind === 'persist' && event.server === 0);
    expect(saves).toHaveLength(2);
  });

  it('leaves a server that neither answers nor counts, until it starts again', async () => {
    const result = await playSource(
      busy,
      async (t) => {
        await t.sleep(10);
        t.crash(1);
        const down = [
          t.isRunning(1),
          t.isConnected(1),
          t.GetState(1),
          t.Start(1, 'x'),
          t.rpcCount(1),
        ];
        t.start(1);
        const up = [t.isRunning(1), t.isConnected(1), t.GetState(1)?.term, t.rpcCount(1)];
        t.connect(1);
        t.fail('look', JSON.stringify([down, up, t.isConnected(1)]));
        await t.sleep(1);
      },
      { servers: 2 },
    );
    expect(result.failure?.message).toBe('[[false,false,null,null,0],[true,false,0,0],true]');
  });
});
