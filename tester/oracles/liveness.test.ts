import { describe, expect, it } from 'vitest';
import { a, b, notesOf, replicated, violationOf } from './testing/judge.ts';
import { Script } from './testing/script.ts';

describe('GetState, liveness and economy', () => {
  it('a server that acts as leader while GetState denies it is named', () => {
    const script = new Script(3).persist(0).state(0, 1);
    script.vote([0, 1], 1, [0, 0]).append([0, 1], 1, [0, 0], [], { saves: false });
    expect(violationOf(script)).toBe('get-state-agrees');
  });

  it('a follower that campaigns right after it heard its leader is named', () => {
    const script = replicated().wait(20).persist(1);
    script.send(1, 2, 'Raft.RequestVote', {
      term: 2,
      candidateId: 1,
      lastLogIndex: 1,
      lastLogTerm: 1,
    });
    expect(violationOf(script)).toBe('hears-leader-no-campaign');
  });

  it('a leader that stays in its term after a reply with a higher one is named', () => {
    const refused = (wait: number): Script => {
      const script = replicated().persist(2).state(2, 5);
      return script
        .append([0, 2], 1, [1, 1], [], { term: 5, success: false })
        .wait(wait)
        .persist(0);
    };
    expect(violationOf(refused(100))).toBe('steps-down');
    // It may need a moment to look at the reply.
    expect(violationOf(refused(20))).toBeUndefined();
  });

  it('a reply that reaches a killed server teaches it nothing', () => {
    const script = replicated().persist(2).state(2, 5);
    const args = {
      term: 1,
      leaderId: 0,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [],
      leaderCommit: 0,
    };
    const kill = (during: Script): void => {
      during.happen({ kind: 'kill', server: 0 });
    };
    script.call([0, 2], 'Raft.AppendEntries', args, { term: 5, success: false }, kill);
    expect(violationOf(script.wait(100).persist(0))).toBeUndefined();
  });

  it('a leader that falls silent is named', () => {
    expect(violationOf(replicated().wait(1500).persist(0).wait(200))).toBe('leader-keeps-sending');
  });

  it('a leader that never sends again what a follower lacks is named', () => {
    const refused = { success: false, saves: false };
    const leads = (prev: readonly [number, number], entries: readonly (typeof a)[]): Script => {
      const script = replicated().append([0, 2], 1, [1, 1], [], refused);
      for (let k = 0; k < 6; k++) {
        script.wait(300).append([0, 1], 1, [1, 1], [], { saves: false });
        script.append([0, 2], 1, prev, entries, refused);
      }
      return script;
    };
    expect(violationOf(leads([1, 1], []))).toBe('entries-retried');
    // What has been rejected is no retry, whatever it brings.
    expect(violationOf(leads([1, 1], [b]))).toBe('entries-retried');
  });

  it('a leader whose call is under way may wait for it', () => {
    const script = replicated();
    script.send(0, 2, 'Raft.AppendEntries', {
      term: 1,
      leaderId: 0,
      prevLogIndex: 0,
      prevLogTerm: 0,
      entries: [a],
      leaderCommit: 0,
    });
    for (let k = 0; k < 6; k++) {
      script.wait(300).append([0, 1], 1, [1, 1], [], { saves: false });
      script.append([0, 2], 1, [1, 1], [], { success: false, saves: false });
    }
    expect(violationOf(script)).toBeUndefined();
  });

  it('a leader to whom no answer comes may repeat itself', () => {
    const script = replicated().adopt(2, 1);
    const route = { from: 0, to: 2, method: 'Raft.AppendEntries' };
    const args = { term: 1, leaderId: 0, prevLogIndex: 1, prevLogTerm: 1, entries: [] };
    for (let k = 0; k < 12; k++) {
      script.wait(150).append([0, 1], 1, [1, 1], [], { saves: false });
      const id = script.send(0, 2, route.method, { ...args, leaderCommit: 0 });
      script.happen({ kind: 'rpc.deliver', id, ...route });
      const reply = { bytes: new Uint8Array(0), value: { term: 1, success: false } };
      script.happen({ kind: 'rpc.reply', id, ...route, reply });
      script.happen({ kind: 'rpc.drop', id, ...route, leg: 'reply', reason: 'loss' });
    }
    expect(violationOf(script)).toBeUndefined();
  });

  it('a rejection that was overtaken by a confirmation does not count', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a').start(0, 2, 1, 'b').adopt(2, 1);
    const route = { from: 0, to: 2, method: 'Raft.AppendEntries' };
    const args = (entries: readonly unknown[]): object => ({
      term: 1,
      leaderId: 0,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries,
      leaderCommit: 0,
    });
    const late = [[b], [], [], []].map((e) => script.send(0, 2, route.method, args(e)));
    for (const id of late) {
      script.happen({ kind: 'rpc.deliver', id, ...route });
      const reply = { bytes: new Uint8Array(0), value: { term: 1, success: false } };
      script.happen({ kind: 'rpc.reply', id, ...route, reply });
    }
    script.append([0, 2], 1, [0, 0], [a]);
    for (const id of late) script.wait(1).happen({ kind: 'rpc.return', id, ...route });
    // What the follower lacks is sent and gets lost, again and again.
    for (let k = 0; k < 6; k++) {
      script.wait(300).append([0, 1], 1, [0, 0], [a, b]);
      const id = script.send(0, 2, route.method, args([b]));
      script.happen({ kind: 'rpc.drop', id, ...route, leg: 'request', reason: 'link down' });
    }
    expect(violationOf(script)).toBeUndefined();
  });

  it('a killed server that still sends is named', () => {
    const script = replicated().happen({ kind: 'kill', server: 0 }).wait(10);
    expect(violationOf(script.append([0, 1], 1, [1, 1], []))).toBe('silent-after-kill');
  });

  it('a leader that repeats what was confirmed is noted', () => {
    const script = replicated().append([0, 1], 1, [0, 0], [a], { saves: false });
    expect(notesOf(script)).toContain('lost-is-not-rejected');
  });

  it('a leader that comes back to what an overtaken answer has confirmed is not noted', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a').start(0, 2, 1, 'b');
    const send = (entries: readonly unknown[]): number =>
      script.send(0, 1, 'Raft.AppendEntries', {
        term: 1,
        leaderId: 0,
        prevLogIndex: 0,
        prevLogTerm: 0,
        entries,
        leaderCommit: 0,
      });
    const [short, long] = [send([a]), send([a, b])];
    const route = { from: 0, to: 1, method: 'Raft.AppendEntries' };
    for (const id of [short, long]) {
      script.happen({ kind: 'rpc.deliver', id, ...route }).persist(1);
      const reply = { bytes: new Uint8Array(0), value: { term: 1, success: true } };
      script.happen({ kind: 'rpc.reply', id, ...route, reply });
    }
    for (const id of [long, short]) script.wait(1).happen({ kind: 'rpc.return', id, ...route });
    expect(notesOf(script.append([0, 1], 1, [1, 1], [b], { saves: false }))).toEqual([]);
  });

  it('a server that hears nobody and does not campaign is noted', () => {
    const silent = (script: Script): Script => {
      const route = { from: 0, to: 2, method: 'Raft.AppendEntries' };
      for (let k = 0; k < 40; k++) {
        script.wait(100).append([0, 1], 1, [1, 1], [], { saves: false });
        const id = script.send(0, 2, route.method, {
          term: 1,
          leaderId: 0,
          prevLogIndex: 0,
          prevLogTerm: 0,
          entries: [a],
          leaderCommit: 0,
        });
        script.happen({ kind: 'rpc.drop', id, ...route, leg: 'request', reason: 'loss' });
      }
      return script;
    };
    expect(notesOf(silent(replicated()))).toContain('follower-campaigns');
    expect(notesOf(silent(replicated().crash(2)))).not.toContain('follower-campaigns');
  });

  it('a candidate that asks on after it heard the leader is noted', () => {
    const script = replicated().append([0, 2], 1, [0, 0], [a]);
    script.send(2, 1, 'Raft.RequestVote', {
      term: 1,
      candidateId: 2,
      lastLogIndex: 1,
      lastLogTerm: 1,
    });
    expect(notesOf(script)).toContain('candidate-gives-up');
  });

  it('a new leader that waits for its first heartbeat is noted', () => {
    expect(notesOf(new Script(3).elect(0, 1).wait(60).persist(1))).toContain('leader-heard');
  });

  it('a command that waits for the next heartbeat is noted', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a').wait(60).persist(1);
    expect(notesOf(script)).toContain('start-replicates');
  });

  it('a change of term without any fault is noted', () => {
    const script = new Script(3).elect(0, 1);
    for (let k = 0; k < 8; k++) {
      for (const follower of [1, 2]) script.append([0, follower], 1, [0, 0], [], { saves: false });
      script.wait(500);
    }
    expect(notesOf(script.persist(1).state(1, 2))).toContain('stable-term');
  });
});
