import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { entriesOf, pass, Server } from './testing/server.ts';

/**
 * The rules of the paper (Ongaro and Ousterhout, extended version), one by one and titled by its
 * sections, on a single server: the test is all the others and drives it message by message.
 */

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('§5.1 Raft basics', () => {
  test.each(['requestVote', 'appendEntries', 'installSnapshot'] as const)(
    'a larger term in %s is adopted',
    async (method) => {
      const server = new Server();
      const reply = await server[method]({ term: 7 });
      expect(reply.term).toBe(7);
      expect(server.term).toBe(7);
    },
  );

  test.each(['candidate', 'leader'] as const)(
    'a %s that sees a larger term in a request becomes a follower',
    async (role) => {
      const server = new Server();
      await (role === 'leader' ? server.elect() : server.electionTimeout());
      expect(server.role).toBe(role);
      await server.requestVote({ term: 5 });
      expect([server.role, server.term]).toEqual(['follower', 5]);
    },
  );

  test('a candidate that sees a larger term in a reply becomes a follower', async () => {
    const server = new Server();
    await server.electionTimeout();
    const [request] = server.take('Raft.RequestVote');
    await request?.answer({ term: 4, voteGranted: false });
    expect([server.role, server.term]).toEqual(['follower', 4]);
  });

  test.each(['Raft.AppendEntries', 'Raft.InstallSnapshot'] as const)(
    'a leader that sees a larger term in a reply to %s becomes a follower',
    async (method) => {
      const server = await leaderThatNeeds(method);
      const [request] = server.take(method);
      await request?.answer({ term: 9, success: false });
      expect([server.role, server.term]).toEqual(['follower', 9]);
    },
  );

  test.each(['requestVote', 'appendEntries', 'installSnapshot'] as const)(
    'a stale term in %s is refused, and the reply tells the present one',
    async (method) => {
      const server = new Server();
      await server.appendEntries({ term: 3, entries: entriesOf([3]), leaderCommit: 1 });
      const { saves } = server.disk;
      expect(await server[method]({ term: 2, lastLogIndex: 9, lastLogTerm: 2 })).toMatchObject({
        term: 3,
        ...(method === 'requestVote' ? { voteGranted: false } : {}),
        ...(method === 'appendEntries' ? { success: false } : {}),
      });
      expect([server.logTerms, server.disk.saves]).toEqual([[3], saves]);
    },
  );
});

describe('§5.2 Leader election', () => {
  test('a server starts as a follower', () => {
    expect([new Server().role, new Server().term]).toEqual(['follower', 0]);
  });

  test('a server remains a follower as long as it hears from a leader', async () => {
    const server = new Server();
    for (let heartbeat = 0; heartbeat < 20; heartbeat++) {
      await pass(250);
      await server.appendEntries({ term: 1 });
    }
    expect([server.role, server.term]).toEqual(['follower', 1]);
  });

  test('InstallSnapshot from the leader puts the election off as well', async () => {
    const server = new Server();
    for (let i = 1; i <= 4; i++) {
      await pass(250);
      await server.installSnapshot({ term: 1, lastIncludedIndex: i });
    }
    expect(server.role).toBe('follower');
  });

  test('a granted vote puts the election off, a refused one does not', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const granting = new Server();
    const refusing = new Server();
    await refusing.appendEntries({ term: 1, entries: entriesOf([1]) });
    await pass(200);
    expect(await granting.requestVote({ term: 2 })).toMatchObject({ voteGranted: true });
    expect(await refusing.requestVote({ term: 2 })).toMatchObject({ voteGranted: false });
    await pass(200);
    expect([granting.role, refusing.role]).toEqual(['follower', 'candidate']);
  });

  test('to begin an election a follower increments its term, votes for itself and asks all others', async () => {
    const server = new Server({ servers: 5 });
    await server.electionTimeout();
    expect([server.role, server.term, server.raft.Inspect?.().votedFor]).toEqual([
      'candidate',
      1,
      0,
    ]);
    const requests = server.take('Raft.RequestVote');
    expect(requests.map(({ to }) => to)).toEqual([1, 2, 3, 4]);
    for (const { args } of requests) {
      expect(args).toEqual({ term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 });
    }
  });

  test.each([
    { servers: 3, votes: 1, wins: true },
    { servers: 5, votes: 1, wins: false },
    { servers: 5, votes: 2, wins: true },
    { servers: 7, votes: 2, wins: false },
  ])('with its own and $votes of $servers votes a candidate wins: $wins', async (election) => {
    const server = new Server({ servers: election.servers });
    await server.electionTimeout();
    for (const [i, request] of server.take('Raft.RequestVote').entries()) {
      await request.answer({ term: 1, voteGranted: i < election.votes });
    }
    expect(server.isLeader).toBe(election.wins);
  });

  test('a server votes for at most one candidate in a term, first come first served', async () => {
    const server = new Server();
    expect(await server.requestVote({ candidateId: 1 })).toEqual({ term: 1, voteGranted: true });
    expect(await server.requestVote({ candidateId: 2 })).toEqual({ term: 1, voteGranted: false });
    expect(await server.requestVote({ candidateId: 1 })).toEqual({ term: 1, voteGranted: true });
    expect(await server.requestVote({ term: 2, candidateId: 2 })).toMatchObject({
      voteGranted: true,
    });
  });

  test('a candidate has voted for itself and gives its vote to nobody else in that term', async () => {
    const server = new Server();
    await server.electionTimeout();
    expect(await server.requestVote({ term: 1 })).toEqual({ term: 1, voteGranted: false });
  });

  test('a candidate returns to follower for a leader of its term, not for one of an older term', async () => {
    const server = new Server();
    await server.electionTimeout();
    await server.electionTimeout();
    expect(server.term).toBe(2);
    expect(await server.appendEntries({ term: 1 })).toMatchObject({ term: 2, success: false });
    expect(server.role).toBe('candidate');
    expect(await server.appendEntries({ term: 2 })).toMatchObject({ term: 2, success: true });
    expect(server.role).toBe('follower');
  });

  test('a candidate that neither wins nor loses begins a new election in the next term', async () => {
    const server = new Server();
    await server.electionTimeout();
    for (const request of server.take('Raft.RequestVote')) await request.lose();
    await server.electionTimeout();
    expect([server.role, server.term]).toEqual(['candidate', 2]);
    expect(server.take('Raft.RequestVote').map(({ args }) => args.term)).toEqual([2, 2]);
  });

  test('votes of an earlier election do not count', async () => {
    const server = new Server();
    await server.electionTimeout();
    const late = server.take('Raft.RequestVote');
    await server.electionTimeout();
    for (const request of late) await request.answer({ term: 1, voteGranted: true });
    expect([server.role, server.term]).toEqual(['candidate', 2]);
  });

  test('a new leader sends heartbeats at once, and then again and again', async () => {
    const server = new Server();
    await server.elect();
    expect(server.take('Raft.AppendEntries').map(({ to }) => to)).toEqual([1, 2]);
    await pass(1000);
    const later = server.take('Raft.AppendEntries');
    expect(later.length).toBe(20);
    expect(later.every(({ args }) => args.entries.length === 0 && args.term === 1)).toBe(true);
  });

  test('a leader starts no election', async () => {
    const server = new Server();
    await server.elect();
    await pass(5000);
    expect([server.role, server.term]).toEqual(['leader', 1]);
    expect(server.take('Raft.RequestVote')).toEqual([]);
  });

  test('election timeouts are drawn anew from a fixed interval', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const server = new Server();
    random.mockReturnValue(0.999_999);
    await pass(299);
    expect(server.role).toBe('follower');
    await pass(1);
    expect(server.term).toBe(1);
    await pass(598);
    expect(server.term).toBe(1);
    await pass(2);
    expect(server.term).toBe(2);
  });
});

describe('§5.3 Log replication', () => {
  test('a follower takes no command, and says so', () => {
    const server = new Server();
    expect(server.raft.Start('a')).toMatchObject({ isLeader: false });
    expect(server.logTerms).toEqual([]);
  });

  test('a leader appends the command and sends it to all others at once', async () => {
    const server = new Server();
    await server.elect();
    await acknowledge(server);
    expect(server.raft.Start('a')).toEqual({ index: 1, term: 1, isLeader: true });
    const requests = server.take('Raft.AppendEntries');
    expect(requests.map(({ to }) => to)).toEqual([1, 2]);
    expect(requests[0]?.args).toEqual({
      term: 1,
      leaderId: 0,
      prevLogIndex: 0,
      prevLogTerm: 0,
      entries: [{ term: 1, command: 'a' }],
      leaderCommit: 0,
    });
  });

  test('a leader sends the index and term of the entry that precedes the new ones', async () => {
    const server = new Server();
    await server.appendEntries({ term: 2, entries: entriesOf([1, 2, 2]) });
    await server.elect();
    const [first] = server.take('Raft.AppendEntries');
    // nextIndex begins just after the leader's last entry.
    expect(first?.args).toMatchObject({ term: 3, prevLogIndex: 3, prevLogTerm: 2, entries: [] });
  });

  test('a leader commits an entry when a majority holds it, and applies it', async () => {
    const server = new Server({ servers: 5 });
    await server.elect();
    await acknowledge(server);
    server.raft.Start('a');
    const [one, two] = server.take('Raft.AppendEntries');
    await one?.answer({ term: 1, success: true });
    expect(server.appliedCommands).toEqual([]);
    await two?.answer({ term: 1, success: true });
    expect(server.appliedCommands).toEqual([[1, 'a']]);
  });

  test('committing an entry commits all entries before it, of earlier leaders too', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1]) });
    await server.elect();
    server.raft.Start('c');
    await acknowledge(server);
    expect(server.appliedCommands).toEqual([
      [1, '1@1'],
      [2, '2@1'],
      [3, 'c'],
    ]);
  });

  test('a leader tells its commitIndex with the next AppendEntries', async () => {
    const server = new Server();
    await server.elect();
    server.raft.Start('a');
    await acknowledge(server);
    await pass(100);
    expect(server.take('Raft.AppendEntries').at(-1)?.args.leaderCommit).toBe(1);
  });

  test('a leader retries AppendEntries for ever, also after it has answered the client', async () => {
    const server = new Server();
    await server.elect();
    server.raft.Start('a');
    for (let second = 0; second < 10; second++) {
      await pass(1000);
      const toTwo = server.take('Raft.AppendEntries').filter(({ to }) => to === 2);
      expect(toTwo.at(-1)?.args.entries).toEqual([{ term: 1, command: 'a' }]);
      for (const request of toTwo) await request.lose();
    }
  });

  test('a follower applies an entry when it learns that it is committed, in log order', async () => {
    const server = new Server();
    await server.appendEntries({ entries: entriesOf([1, 1, 1]), leaderCommit: 0 });
    expect(server.appliedCommands).toEqual([]);
    await server.appendEntries({ prevLogIndex: 3, prevLogTerm: 1, leaderCommit: 2 });
    expect(server.appliedCommands).toEqual([
      [1, '1@1'],
      [2, '2@1'],
    ]);
  });

  test.each([
    { what: 'no entry at prevLogIndex', prevLogIndex: 3, prevLogTerm: 2 },
    { what: 'an entry of another term there', prevLogIndex: 2, prevLogTerm: 2 },
  ])('a follower with $what refuses the new entries', async ({ prevLogIndex, prevLogTerm }) => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1]) });
    const entries = entriesOf([2], prevLogIndex + 1);
    const reply = await server.appendEntries({ term: 2, prevLogIndex, prevLogTerm, entries });
    expect(reply).toMatchObject({ term: 2, success: false });
    expect(server.logTerms).toEqual([1, 1]);
  });

  test('an entry that conflicts with a new one is deleted with all that follow it', async () => {
    const server = new Server();
    await server.appendEntries({ term: 2, entries: entriesOf([1, 2, 2, 2]) });
    const entries = entriesOf([3], 2);
    await server.appendEntries({ term: 3, prevLogIndex: 1, prevLogTerm: 1, entries });
    expect(server.logTerms).toEqual([1, 3]);
  });

  test('a late message with fewer entries deletes nothing', async () => {
    const server = new Server();
    await server.appendEntries({ entries: entriesOf([1, 1, 1]) });
    await server.appendEntries({ entries: entriesOf([1]) });
    expect(server.logTerms).toEqual([1, 1, 1]);
  });

  test('a follower commits no further than the last new entry', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1, 1]) });
    await server.appendEntries({ term: 2, entries: entriesOf([1]), leaderCommit: 3 });
    expect(server.commitIndex).toBe(1);
  });

  test('commitIndex never goes back', async () => {
    const server = new Server();
    await server.appendEntries({ entries: entriesOf([1, 1]), leaderCommit: 2 });
    await server.appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 1 });
    expect(server.commitIndex).toBe(2);
  });

  test.each([
    { name: 'a', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6] },
    { name: 'b', terms: [1, 1, 1, 4] },
    { name: 'c', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6] },
    { name: 'd', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7] },
    { name: 'e', terms: [1, 1, 1, 4, 4, 4, 4] },
    { name: 'f', terms: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3] },
  ])('Figure 7: the leader of term 8 makes the log of follower ($name) like its own', async (f) => {
    const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const leader = new Server();
    await leader.appendEntries({ term: 7, entries: entriesOf(leaderTerms) });
    const follower = new Server();
    await follower.appendEntries({ term: 7, entries: entriesOf(f.terms) });
    await leader.elect();
    expect(leader.term).toBe(8);
    leader.raft.Start('new');
    for (let round = 0; round < 20; round++) {
      for (const request of leader.take('Raft.AppendEntries')) {
        if (request.to === 1) await request.answer(await follower.raft.AppendEntries(request.args));
      }
      await pass(100);
    }
    expect(follower.logTerms).toEqual([...leaderTerms, 8]);
  });

  test('a follower that answers with the fields of Figure 2 alone is brought up to date as well', async () => {
    const leader = new Server();
    await leader.appendEntries({ term: 3, entries: entriesOf([1, 1, 2, 2, 3, 3]) });
    const follower = new Server();
    await follower.appendEntries({ term: 1, entries: entriesOf([1, 1, 1, 1, 1, 1, 1, 1]) });
    await leader.elect();
    leader.raft.Start('new');
    for (let round = 0; round < 20; round++) {
      for (const request of leader.take('Raft.AppendEntries')) {
        if (request.to !== 1) continue;
        const { term, success } = await follower.raft.AppendEntries(request.args);
        await request.answer({ term, success });
      }
      await pass(100);
    }
    expect(follower.logTerms).toEqual([1, 1, 2, 2, 3, 3, 4]);
  });
});

describe('§5.4 Safety', () => {
  test.each([
    { candidate: [2, 1], mine: [1, 1], grants: true, why: 'a longer log of the same term' },
    { candidate: [2, 1], mine: [2, 1], grants: true, why: 'an equal log' },
    { candidate: [1, 1], mine: [2, 1], grants: false, why: 'a shorter log of the same term' },
    { candidate: [1, 2], mine: [3, 1], grants: true, why: 'a shorter log of a later term' },
    { candidate: [5, 1], mine: [1, 2], grants: false, why: 'a longer log of an earlier term' },
  ] as const)(
    '§5.4.1 a candidate with $why gets the vote: $grants',
    async ({ candidate: [lastLogIndex, lastLogTerm], mine: [length, term], grants }) => {
      const server = new Server();
      const terms = Array.from({ length }, () => term);
      await server.appendEntries({ term: 2, entries: entriesOf(terms) });
      const reply = await server.requestVote({ term: 3, lastLogIndex, lastLogTerm });
      expect(reply.voteGranted).toBe(grants);
    },
  );

  test('§5.4.2, Figure 8: an entry of an earlier term is not committed by counting its copies', async () => {
    const server = new Server();
    await server.appendEntries({ term: 2, entries: entriesOf([1, 2]) });
    await server.elect();
    await acknowledge(server);
    await pass(100);
    await acknowledge(server);
    expect(server.commitIndex).toBe(0);
    server.raft.Start('c');
    await acknowledge(server);
    expect(server.commitIndex).toBe(3);
  });
});

describe('§5.5 Follower and candidate crashes', () => {
  test('the same AppendEntries twice changes nothing the second time', async () => {
    const server = new Server();
    const args = { entries: entriesOf([1, 1]), leaderCommit: 1 };
    const first = await server.appendEntries(args);
    const { saves } = server.disk;
    expect(await server.appendEntries(args)).toEqual(first);
    expect([server.logTerms, server.disk.saves]).toEqual([[1, 1], saves]);
    expect(server.appliedCommands).toEqual([[1, '1@1']]);
  });

  test('a lost RPC is no rejection', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1]) });
    await server.elect();
    for (const request of server.take('Raft.AppendEntries')) await request.lose();
    await pass(100);
    expect(server.take('Raft.AppendEntries')[0]?.args.prevLogIndex).toBe(2);
  });

  test('a rejection that comes late does not take back what has been confirmed', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1]) });
    await server.elect();
    const [early] = server.take('Raft.AppendEntries');
    await pass(100);
    const [later] = server.take('Raft.AppendEntries');
    await later?.answer({ term: 2, success: true });
    await early?.answer({ term: 2, success: false });
    await pass(100);
    expect(server.take('Raft.AppendEntries')[0]?.args.prevLogIndex).toBe(2);
  });
});

describe('Figure 2, persistent state', () => {
  test('a vote is saved before the reply', async () => {
    const server = new Server();
    await server.requestVote({ term: 3, candidateId: 1 });
    const next = new Server({ disk: server.disk });
    expect(next.term).toBe(3);
    expect(await next.requestVote({ term: 3, candidateId: 2 })).toMatchObject({
      voteGranted: false,
    });
    expect(await next.requestVote({ term: 3, candidateId: 1 })).toMatchObject({
      voteGranted: true,
    });
  });

  test('entries are saved before the reply', async () => {
    const server = new Server();
    await server.appendEntries({ term: 2, entries: entriesOf([1, 2]) });
    const next = new Server({ disk: server.disk });
    expect([next.term, next.logTerms, next.commitIndex]).toEqual([2, [1, 2], 0]);
  });

  test('a candidate saves its term and its own vote before it asks for others', async () => {
    const server = new Server();
    await server.electionTimeout();
    const next = new Server({ disk: server.disk });
    expect(await next.requestVote({ term: 1 })).toEqual({ term: 1, voteGranted: false });
  });

  test('a leader saves a command before it sends it', async () => {
    const server = new Server();
    await server.elect();
    server.raft.Start('a');
    expect(new Server({ disk: server.disk }).logTerms).toEqual([1]);
  });

  test('what changes nothing is not saved again', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1]) });
    const { saves } = server.disk;
    await server.appendEntries({ term: 1, prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 });
    await server.requestVote({ term: 1, candidateId: 2 });
    expect(server.disk.saves).toBe(saves);
  });

  test('several changes by one message are saved once', async () => {
    const server = new Server();
    await server.requestVote({ term: 4 });
    await server.appendEntries({ term: 5, entries: entriesOf([5]) });
    expect(server.disk.saves).toBe(2);
  });
});

describe('§7 Log compaction', () => {
  test('a snapshot replaces the log up to its index, and both are saved together', async () => {
    const server = await withSnapshot();
    expect(server.logTerms).toEqual([1]);
    const next = new Server({ disk: server.disk });
    expect([next.logTerms, next.commitIndex]).toEqual([[1], 2]);
    expect(server.disk.ReadSnapshot()).toEqual(new Uint8Array([7]));
  });

  test('a snapshot that reaches no further than the last one is ignored', async () => {
    const server = await withSnapshot();
    const { saves } = server.disk;
    server.raft.Snapshot(1, new Uint8Array([6]));
    expect(server.disk.saves).toBe(saves);
    expect(server.disk.ReadSnapshot()).toEqual(new Uint8Array([7]));
  });

  test('the consistency check still knows the last entry that the snapshot replaced', async () => {
    const server = await withSnapshot();
    const args = { term: 1, prevLogIndex: 2, entries: entriesOf([1, 1], 3) };
    expect(await server.appendEntries({ ...args, prevLogTerm: 1 })).toMatchObject({
      success: true,
    });
    expect(server.logTerms).toEqual([1, 1]);
  });

  test('a leader sends its snapshot to a follower that needs what it has discarded', async () => {
    const server = await leaderThatNeeds('Raft.InstallSnapshot');
    const [request] = server.take('Raft.InstallSnapshot');
    expect(request?.args).toEqual({
      term: 2,
      leaderId: 0,
      lastIncludedIndex: 2,
      lastIncludedTerm: 1,
      data: new Uint8Array([7]),
    });
    await request?.answer({ term: 2 });
    expect(server.take('Raft.AppendEntries')[0]?.args).toMatchObject({
      prevLogIndex: 2,
      prevLogTerm: 1,
    });
  });

  test('Figure 13: entries that follow the snapshot and match it are retained', async () => {
    const server = new Server();
    await server.appendEntries({ entries: entriesOf([1, 1, 1]) });
    await server.installSnapshot({ lastIncludedIndex: 2, lastIncludedTerm: 1 });
    expect(server.logTerms).toEqual([1]);
  });

  test('Figure 13: a log that conflicts with the snapshot is discarded', async () => {
    const server = new Server();
    await server.appendEntries({ term: 1, entries: entriesOf([1, 1, 1]) });
    await server.installSnapshot({ term: 2, lastIncludedIndex: 2, lastIncludedTerm: 2 });
    expect(server.logTerms).toEqual([]);
  });

  test('Figure 13: the service gets the snapshot, and then the entries after it', async () => {
    const server = new Server();
    await server.installSnapshot({ lastIncludedIndex: 4 });
    await server.appendEntries({
      prevLogIndex: 4,
      prevLogTerm: 1,
      entries: entriesOf([1], 5),
      leaderCommit: 5,
    });
    expect(server.applied).toEqual([
      { kind: 'snapshot', snapshot: new Uint8Array([1]), index: 4, term: 1 },
      { kind: 'command', command: '5@1', index: 5 },
    ]);
  });

  test('a late snapshot does not take the service back', async () => {
    const server = new Server();
    await server.appendEntries({ entries: entriesOf([1, 1, 1]), leaderCommit: 3 });
    await server.installSnapshot({ lastIncludedIndex: 2 });
    expect(server.applied.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(server.logTerms).toEqual([1, 1, 1]);
  });
});

/** Answers all that a leader sends as followers do whose logs match, until it has nothing to send. */
async function acknowledge(server: Server): Promise<void> {
  for (;;) {
    const requests = server.take('Raft.AppendEntries');
    if (requests.length === 0) return;
    for (const request of requests) await request.answer({ term: server.term, success: true });
  }
}

/** A follower with three entries, two of which its snapshot has replaced. */
async function withSnapshot(): Promise<Server> {
  const server = new Server();
  await server.appendEntries({ entries: entriesOf([1, 1, 1]), leaderCommit: 2 });
  server.raft.Snapshot(2, new Uint8Array([7]));
  return server;
}

/** A leader with such a request under way to server 1. */
async function leaderThatNeeds(
  method: 'Raft.AppendEntries' | 'Raft.InstallSnapshot',
): Promise<Server> {
  if (method === 'Raft.AppendEntries') {
    const server = new Server();
    await server.elect();
    return server;
  }
  const server = await withSnapshot();
  await server.elect();
  const [request] = server.take('Raft.AppendEntries');
  const conflict = { conflictTerm: null, conflictIndex: 1 };
  await request?.answer({ term: server.term, success: false, conflict });
  return server;
}
