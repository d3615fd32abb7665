import { describe, expect, it } from 'vitest';
import { rules, rulesOfTheService } from './rules.ts';
import { a, b, replicated, violationOf } from './testing/judge.ts';
import { Script } from './testing/script.ts';

const x = { term: 2, command: 'x' };

describe('the rules', () => {
  it('have ids of their own, in kebab case', () => {
    const ids = [...rules, ...rulesOfTheService].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });
});

describe('a healthy run', () => {
  it('is not accused of anything', () => {
    const script = replicated()
      .append([0, 2], 1, [0, 0], [a], { leaderCommit: 1 })
      .apply(0, 1, 'a')
      .append([0, 1], 1, [1, 1], [], { leaderCommit: 1, saves: false })
      .apply(1, 1, 'a');
    expect(script.judge().violation).toBeUndefined();
  });
});

describe('elections and terms', () => {
  it('a leader without the votes of a majority is named', () => {
    const script = new Script(5).elect(0, 1).adopt(3, 2).vote([3, 4], 2, [0, 0]);
    expect(violationOf(script.state(3, 2, true))).toBe('elected-by-majority');
  });

  it('a second leader in a term breaks Election Safety, however it was elected', () => {
    // Another RPC could have carried votes, so the number of votes is not judged.
    const script = new Script(3).elect(0, 1).state(2, 1);
    script.send(2, 1, 'Raft.Other', {});
    expect(violationOf(script.state(2, 1, true))).toBe('election-safety');
  });

  it('a second vote in a term is named, even when the voter has restarted in between', () => {
    const script = new Script(3).vote([0, 1], 1, [0, 0]).crash(1).boot(1, 1).persist(2);
    const { violation } = script.vote([2, 1], 1, [0, 0]).judge();
    expect(violation).toMatchObject({ rule: 'one-vote-per-term', servers: [1] });
    expect(violation?.message).toBe(
      'server 1 gave its vote of term 1 to server 0 and then to server 2, after a restart (lives 1 and 2)',
    );
    expect(violation?.evidence).toHaveLength(2);
  });

  it('the same vote twice is fine: the first reply may have been lost', () => {
    const script = new Script(3).persist(0).vote([0, 1], 1, [0, 0]).vote([0, 1], 1, [0, 0]);
    expect(violationOf(script)).toBeUndefined();
  });

  it('a vote for oneself and one for another candidate are two', () => {
    const script = new Script(3).adopt(0, 1).adopt(1, 1);
    script.vote([1, 2], 1, [0, 0]).vote([0, 1], 1, [0, 0]);
    expect(violationOf(script)).toBe('one-vote-per-term');
  });

  it('a term that goes back in one life is named', () => {
    expect(violationOf(new Script(3).state(0, 2).state(0, 1))).toBe('terms-never-go-back');
  });

  it('a term that was told to others and is gone after a restart is named', () => {
    const script = new Script(3).persist(0).vote([0, 1], 3, [0, 0]).crash(1);
    expect(violationOf(script.boot(1))).toBe('terms-never-go-back');
  });

  it('a term that nobody was told of may be lost in a crash', () => {
    expect(violationOf(new Script(3).state(1, 3).crash(1).boot(1))).toBeUndefined();
  });

  it('a reply below the term of the request is named', () => {
    const script = new Script(3).persist(0);
    script.vote([0, 1], 2, [0, 0], { voteGranted: false, term: 1 });
    expect(violationOf(script)).toBe('reply-term');
  });

  it('a reply below the term that the server is in is named, not what follows from it', () => {
    const script = replicated().adopt(1, 4);
    const { violation } = script.append([0, 1], 1, [1, 1], [], { success: false }).judge();
    expect(violation).toMatchObject({ rule: 'reply-current-term', servers: [1] });
    expect(violation?.message).toContain('with term 1, although it was itself in term 4 (since 0.');
    expect(violation?.message).toContain('term 1 is that of the request');
  });

  it('agreeing in a stale term is named', () => {
    const script = new Script(3).persist(1).state(1, 5).persist(0).state(0, 1);
    script.vote([0, 1], 1, [0, 0], { voteGranted: true, term: 5 });
    expect(violationOf(script)).toBe('stale-term-refused');
  });

  it('a vote for a candidate with a staler log is named', () => {
    const script = replicated().persist(2).state(2, 2).vote([2, 1], 2, [0, 0]);
    expect(violationOf(script)).toBe('up-to-date-vote');
  });

  it('a vote for a candidate with the same log is fine', () => {
    const script = replicated().append([0, 2], 1, [0, 0], [a]);
    script.wait(500).adopt(2, 2).vote([2, 1], 2, [1, 1]);
    expect(violationOf(script)).toBeUndefined();
  });
});

describe('persistence', () => {
  it('a new term told to others and not saved is named', () => {
    const script = new Script(3).persist(0);
    const args = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
    script.call([0, 1], 'Raft.RequestVote', args, { term: 1, voteGranted: false });
    expect(violationOf(script)).toBe('persist-before-reply');
  });

  it('a vote that is not saved is named, although the term was', () => {
    const script = new Script(3).persist(0).persist(1).state(1, 1);
    const args = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
    script.call([0, 1], 'Raft.RequestVote', args, { term: 1, voteGranted: true });
    expect(violationOf(script)).toBe('persist-before-reply');
  });

  it('acknowledged entries that are not saved are named', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a');
    expect(violationOf(script.append([0, 1], 1, [0, 0], [a], { saves: false }))).toBe(
      'persist-before-reply',
    );
  });

  it('entries sent again need not be saved again', () => {
    const script = replicated().append([0, 1], 1, [0, 0], [a], { saves: false });
    expect(violationOf(script)).toBeUndefined();
  });

  it('an acknowledged entry that a crash took is named', () => {
    const script = replicated().crash(1).boot(1, 1);
    script.append([0, 1], 1, [1, 1], [], { success: false });
    expect(violationOf(script)).toBe('acknowledged-entries-survive');
  });

  it('an acknowledged entry that is rejected later in the same life is named', () => {
    const script = replicated().append([0, 1], 1, [1, 1], [], { success: false });
    expect(violationOf(script)).toBe('acknowledgement-kept');
  });

  it('an entry that a later leader has overwritten may be missed', () => {
    const script = new Script(5).elect(0, 1).start(0, 1, 1, 'a').append([0, 3], 1, [0, 0], [a]);
    // Server 2 was elected by servers that never had the entry.
    script.persist(4).persist(1).wait(500).state(2, 2).persist(2);
    script.vote([2, 4], 2, [0, 0]).vote([2, 1], 2, [0, 0]).state(2, 2, true);
    script.start(2, 1, 2, 'x').persist(3).state(3, 2).append([2, 3], 2, [0, 0], [x]);
    script.append([2, 3], 2, [1, 1], [], { success: false, saves: false });
    expect(violationOf(script)).not.toBe('acknowledgement-kept');
  });
});

describe('replication and commitment', () => {
  it('a leader that shows two different logs in its term is named', () => {
    const script = replicated().start(0, 2, 1, 'b').append([0, 1], 1, [1, 1], [b]);
    script.append([0, 1], 1, [0, 0], [{ term: 1, command: 'b' }], { saves: false });
    expect(violationOf(script)).toBe('start-kept');
  });

  it('a leader that takes two commands at one index is named', () => {
    expect(violationOf(replicated().start(0, 1, 1, 'a'))).toBe('leader-append-only');
  });

  it('a log that begins at index 0 is named for what it is', () => {
    const { violation } = new Script(3).elect(0, 1).start(0, 0, 1, 'a').judge();
    expect(violation).toMatchObject({ rule: 'log-begins-at-one', servers: [0] });
    expect(violation?.evidence).toHaveLength(1);
  });

  it('a command that appears elsewhere than Start answered is named', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a');
    expect(violationOf(script.append([0, 1], 1, [0, 0], [b]))).toBe('start-kept');
  });

  it('terms that decrease along a log are named', () => {
    const script = new Script(3).elect(0, 2).append([0, 1], 2, [1, 1], [x, a]);
    expect(violationOf(script)).toBe('log-matching');
  });

  it('a follower that says it matches where no entry ever reached it is named', () => {
    const script = replicated().append([0, 2], 1, [1, 1], [], { saves: false });
    const { violation } = script.judge();
    expect(violation).toMatchObject({ rule: 'log-matching', servers: [2] });
  });

  it('a candidate with an entry that no leader has sent it is named', () => {
    const script = new Script(3).persist(0).vote([0, 1], 1, [4, 0]);
    expect(violationOf(script)).toBe('log-matching');
  });

  it('a leaderCommit that no majority has acknowledged is named', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a');
    expect(violationOf(script.append([0, 1], 1, [0, 0], [a], { leaderCommit: 1 }))).toBe(
      'commit-majority',
    );
  });

  it('an entry of an old term that is committed by counting is named (Figure 8)', () => {
    const script = new Script(5).elect(0, 1).start(0, 1, 1, 'a').append([0, 1], 1, [0, 0], [a]);
    script.crash(0).wait(500).persist(1).state(1, 2);
    for (const voter of [2, 3]) script.vote([1, voter], 2, [1, 1]);
    script.state(1, 2, true);
    for (const follower of [2, 3]) script.append([1, follower], 2, [0, 0], [a]);
    expect(violationOf(script.apply(1, 1, 'a'))).toBe('commit-own-term');
  });

  it('an entry of an old term is committed along with one of the leader’s own', () => {
    const script = new Script(5).elect(0, 1).start(0, 1, 1, 'a').append([0, 1], 1, [0, 0], [a]);
    script.crash(0).wait(500).persist(1).state(1, 2);
    for (const voter of [2, 3]) script.vote([1, voter], 2, [1, 1]);
    script.state(1, 2, true).start(1, 2, 2, 'x');
    for (const follower of [2, 3]) script.append([1, follower], 2, [0, 0], [a, x]);
    expect(violationOf(script.apply(1, 1, 'a'))).toBeUndefined();
  });

  it('applying something else than what is committed is named', () => {
    expect(violationOf(replicated().apply(0, 1, 'b'))).toBe('apply-committed');
  });

  it('a leader without a committed entry is named', () => {
    const script = new Script(5).elect(0, 1).start(0, 1, 1, 'a').append([0, 1], 1, [0, 0], [a]);
    script.adopt(4, 2).vote([4, 3], 2, [0, 0]);
    // The entry reaches server 2 while it thinks about its vote, so nothing says which came first.
    const args = { term: 2, candidateId: 4, lastLogIndex: 0, lastLogTerm: 0 };
    script.call([4, 2], 'Raft.RequestVote', args, { term: 2, voteGranted: true }, () => {
      script.append([0, 2], 1, [0, 0], [a]).persist(2);
    });
    expect(violationOf(script.state(4, 2, true).start(4, 1, 2, 'x'))).toBe('leader-completeness');
  });
});

describe('snapshots', () => {
  const bytes = new Uint8Array([1, 2, 3]);

  it('a snapshot that takes the service back is named', () => {
    const script = replicated().apply(0, 1, 'a');
    script.happen({ kind: 'apply.snapshot', server: 0, index: 0, term: 0, snapshot: bytes });
    expect(violationOf(script)).toBe('snapshot-moves-forward');
  });

  /** Server 2 says that it has the snapshot, and then answers what comes right behind it. */
  function installed(success: boolean): Script {
    const script = replicated().append([0, 1], 1, [1, 1], [], { leaderCommit: 1, saves: false });
    const args = { term: 1, leaderId: 0, lastIncludedIndex: 1, lastIncludedTerm: 1, data: bytes };
    script.adopt(2, 1).call([0, 2], 'Raft.InstallSnapshot', args, { term: 1 });
    for (let k = 0; k < 8; k++) {
      script.wait(100).append([0, 1], 1, [1, 1], [], { saves: false });
      script.append([0, 2], 1, [1, 1], [], { success, saves: false });
    }
    return script;
  }

  it('a follower that says it took a snapshot and did not is named, and not its leader', () => {
    const { violation } = installed(false).judge();
    expect(violation).toMatchObject({ rule: 'snapshot-taken', servers: [2] });
    expect(violation?.evidence).toHaveLength(4);
    expect(installed(true).judge().violation).toBeUndefined();
  });

  it('a saved snapshot that is gone after the next save is named', () => {
    const script = replicated().apply(0, 1, 'a');
    script.happen({ kind: 'snapshot', server: 0, index: 1, snapshot: bytes });
    expect(violationOf(script.persist(0, bytes).persist(0))).toBe('snapshot-kept');
  });

  it('a snapshot with a wrong lastIncludedTerm is named', () => {
    const script = replicated();
    const args = { term: 1, leaderId: 0, lastIncludedIndex: 1, lastIncludedTerm: 0, data: [] };
    script.send(0, 2, 'Raft.InstallSnapshot', args);
    expect(violationOf(script)).toBe('snapshot-of-committed');
  });
});

describe('other implementations', () => {
  it('a pre-vote under its own name changes nothing and is judged by no rule', () => {
    const args = { term: 9, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
    const script = new Script(3).call([0, 1], 'Raft.PreVote', args, { term: 0, voteGranted: true });
    expect(script.judge()).toEqual({ notes: [], unchecked: [] });
  });

  it('a pre-vote as a marked RequestVote is judged by no rule', () => {
    const args = { term: 9, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0, preVote: true };
    const reply = { term: 0, voteGranted: true };
    const script = new Script(3).call([0, 1], 'Raft.RequestVote', args, reply);
    expect(script.judge()).toEqual({ notes: [], unchecked: [] });
  });

  it('rules that need a hidden field are unchecked, with the reason', () => {
    const args = { term: 1, leader: 0, log: [] };
    const script = new Script(3).elect(0, 1).call([0, 1], 'Raft.AppendEntries', args, { ok: true });
    const { unchecked, violation } = script.judge();
    expect(violation).toBeUndefined();
    expect(unchecked).toContainEqual({
      rule: 'log-matching',
      reason: 'AppendEntries has no prevLogIndex, prevLogTerm, entries as in Figure 2',
    });
    expect(unchecked.map(({ rule }) => rule)).not.toContain('one-vote-per-term');
  });
});

describe('what a rule says has the values in it:', () => {
  const messageOf = (script: Script): string => script.judge().violation?.message ?? '';

  it('which entry decided what is committed, and who had acknowledged it, how', () => {
    const script = replicated().start(0, 2, 1, 'b').append([0, 1], 1, [1, 1], [b]);
    expect(messageOf(script.apply(1, 2, 'a'))).toMatch(
      /applies "a" at index 2, which no leader has shown there; committed is "b" of term 1, with index 2 of term 1, acknowledged to its leader, server 0, by server 1 up to 2 \(AppendEntries, 0\.\d+ s\), server 2 nothing$/,
    );
    expect(script.judge().violation?.evidence).toHaveLength(3);
  });

  it('an acknowledgement by InstallSnapshot is told from one by AppendEntries', () => {
    const script = replicated().append([0, 1], 1, [1, 1], [], { leaderCommit: 1, saves: false });
    const args = { term: 1, leaderId: 0, lastIncludedIndex: 1, lastIncludedTerm: 1, data: [] };
    script.adopt(2, 1).call([0, 2], 'Raft.InstallSnapshot', args, { term: 1 });
    const message = messageOf(script.start(0, 2, 1, 'b').apply(0, 2, 'b'));
    expect(message).toMatch(
      /server 1 up to 1 \(AppendEntries, .*server 2 up to 1 \(InstallSnapshot, /,
    );
  });

  it('a voter who was counted twice', () => {
    const script = new Script(5).persist(0).vote([0, 1], 1, [0, 0]).vote([0, 1], 1, [0, 0]);
    script.vote([0, 2], 1, [0, 0], { voteGranted: false }).state(0, 1, true);
    expect(messageOf(script)).toContain(
      'with the votes of 0, 1 (its own included); 3 of 5 servers are a majority; ' +
        'server 1 has granted it in 2 replies; server 2 has refused',
    );
    expect(script.judge().violation?.evidence).toHaveLength(4);
  });

  it('what may have set an election timer, and when', () => {
    const script = replicated().append([0, 2], 1, [0, 0], [a]).wait(20).persist(1);
    script.send(1, 2, 'Raft.RequestVote', {
      term: 2,
      candidateId: 1,
      lastLogIndex: 1,
      lastLogTerm: 1,
    });
    expect(messageOf(script)).toMatch(
      /its answer to leader server 0 \d+\.0 ms ago, its vote for server 0 \d+\.0 ms ago, its start \d+\.0 ms ago$/,
    );
  });

  it('which life of a server it is, and what lay on its disk', () => {
    const script = replicated().crash(1).boot(1, 1);
    expect(messageOf(script.append([0, 1], 1, [1, 1], [], { success: false }))).toMatch(
      /That was in its life 1, now it is in life 2; on its disk are 1 B of state and 0 B of snapshot, saved at/,
    );
  });

  it('when what is on the disk was saved', () => {
    const script = new Script(3).elect(0, 1).start(0, 1, 1, 'a').adopt(1, 1);
    expect(messageOf(script.append([0, 1], 1, [0, 0], [a], { saves: false }))).toMatch(
      /what it has persisted is still what it was at 0\.0\d+ s: a crash now would undo it/,
    );
  });

  it('what a follower rejects, and what became of the last message that could help', () => {
    const script = replicated().append([0, 2], 1, [1, 1], [], { success: false });
    const route = { from: 0, to: 2, method: 'Raft.AppendEntries' };
    const args = { term: 1, leaderId: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [a] };
    const id = script.send(0, 2, route.method, { ...args, leaderCommit: 0 });
    script.happen({ kind: 'rpc.drop', id, ...route, leg: 'request', reason: 'loss' });
    for (let k = 0; k < 14; k++) {
      script.wait(100).append([0, 1], 1, [1, 1], [], { saves: false });
      script.append([0, 2], 1, [1, 1], [], { success: false, saves: false });
    }
    expect(messageOf(script)).toMatch(
      /it has acknowledged nothing\..*it has rejected \d+ times since 0\.\d+ s, the last time prevLogIndex 1, prevLogTerm 1\. The last message that could have helped, AppendEntries at 0\.\d+ s, was lost \(loss\)$/,
    );
  });
});
