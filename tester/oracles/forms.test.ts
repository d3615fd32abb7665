import { describe, expect, it } from 'vitest';
import { a, violationOf } from './testing/judge.ts';
import { Script } from './testing/script.ts';

const vote = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
const granted = { term: 1, voteGranted: true };
const beat = {
  term: 1,
  leaderId: 0,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [] as readonly unknown[],
  leaderCommit: 0,
};
const install = {
  term: 1,
  leaderId: 0,
  lastIncludedIndex: 3,
  lastIncludedTerm: 1,
  data: new Uint8Array(1),
};
/** A snapshot that covers nothing, so that no other rule has anything to say. */
const nothing = { ...install, lastIncludedIndex: 0, lastIncludedTerm: 0 };
const accepted = { term: 1, success: true };

/** Without what is named, in whatever way it is written. */
function without(message: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name)));
}

function leader(): Script {
  return new Script(3).elect(0, 1).adopt(1, 1);
}

/** Leader 0 sends one message after the other to server 1, which answers them. */
function appends(...messages: readonly object[]): Script {
  return messages.reduce(
    (script: Script, args) =>
      script.call([0, 1], 'Raft.AppendEntries', args, accepted, (saving) => saving.persist(1)),
    leader(),
  );
}

describe('a message that cannot be right is named:', () => {
  const requests: readonly (readonly [what: string, method: string, args: object])[] = [
    [
      'prevLogTerm undefined',
      'AppendEntries',
      { ...beat, prevLogIndex: 7, prevLogTerm: undefined },
    ],
    [
      'prevLogTerm -1 with an index',
      'AppendEntries',
      { ...beat, prevLogIndex: 7, prevLogTerm: -1 },
    ],
    [
      'prevLogTerm null with an index',
      'AppendEntries',
      { ...beat, prevLogIndex: 7, prevLogTerm: null },
    ],
    ['prevLogIndex NaN', 'AppendEntries', { ...beat, prevLogIndex: NaN }],
    ['prevLogIndex 1.5', 'AppendEntries', { ...beat, prevLogIndex: 1.5 }],
    ['prevLogIndex -2', 'AppendEntries', { ...beat, prevLogIndex: -2 }],
    ['prevLogTerm above its term', 'AppendEntries', { ...beat, prevLogIndex: 7, prevLogTerm: 2 }],
    ['leaderCommit undefined', 'AppendEntries', { ...beat, leaderCommit: undefined }],
    ['leaderCommit infinite', 'AppendEntries', { ...beat, leaderCommit: Infinity }],
    ['leaderId undefined', 'AppendEntries', { ...beat, leaderId: undefined }],
    ['entries undefined', 'AppendEntries', { ...beat, entries: undefined }],
    ['entries with a hole', 'AppendEntries', { ...beat, entries: [a, undefined] }],
    ['an entry without a term', 'AppendEntries', { ...beat, entries: [a, { command: 'b' }] }],
    [
      'an entry of an undefined term',
      'AppendEntries',
      { ...beat, entries: [{ ...a, term: undefined }] },
    ],
    ['term as text', 'AppendEntries', { ...beat, term: '1' }],
    ['term undefined', 'RequestVote', { ...vote, term: undefined }],
    ['candidateId undefined', 'RequestVote', { ...vote, candidateId: undefined }],
    ['lastLogTerm undefined', 'RequestVote', { ...vote, lastLogTerm: undefined }],
    ['lastLogTerm above its term', 'RequestVote', { ...vote, lastLogIndex: 2, lastLogTerm: 2 }],
    ['lastIncludedTerm undefined', 'InstallSnapshot', { ...install, lastIncludedTerm: undefined }],
    ['lastIncludedTerm above its term', 'InstallSnapshot', { ...install, lastIncludedTerm: 2 }],
    ['lastIncludedIndex -1', 'InstallSnapshot', { ...install, lastIncludedIndex: -1 }],
    ['data undefined', 'InstallSnapshot', { ...install, data: undefined }],
  ];
  it.each(requests)('%s in %s', (_what, method, args) => {
    const script = leader();
    script.send(0, 1, `Raft.${method}`, args);
    expect(script.judge().violation).toMatchObject({ rule: 'well-formed-message', servers: [0] });
  });

  const replies: readonly (readonly [what: string, method: string, args: object, reply: object])[] =
    [
      ['voteGranted undefined', 'RequestVote', vote, { term: 1, voteGranted: undefined }],
      ['term -1', 'RequestVote', vote, { term: -1, voteGranted: false }],
      ['term undefined', 'AppendEntries', beat, { term: undefined, success: true }],
      ['success null', 'AppendEntries', beat, { term: 1, success: null }],
      ['term NaN', 'InstallSnapshot', nothing, { term: NaN }],
    ];
  it.each(replies)('%s in a reply to %s', (_what, method, args, reply) => {
    const script = leader().call([0, 1], `Raft.${method}`, args, reply);
    expect(script.judge().violation).toMatchObject({ rule: 'well-formed-message', servers: [1] });
  });

  it('with its values, what was expected, and where the log of the leader ended', () => {
    const script = leader();
    script.send(0, 1, 'Raft.AppendEntries', { ...beat, prevLogIndex: 1, prevLogTerm: undefined });
    const { violation } = script.judge();
    expect(violation?.message).toBe(
      'the AppendEntries that server 0 sends server 1 cannot be right: prevLogTerm is undefined; ' +
        'expected the term of the entry at prevLogIndex, 0 before the first',
    );
    expect(violation?.evidence).toEqual([
      expect.stringContaining('RequestVote term 1, candidateId 0, lastLogIndex 0, lastLogTerm 0'),
      expect.stringContaining('prevLogIndex 1, prevLogTerm undefined, entries [], leaderCommit 0'),
    ]);
  });
});

describe('a field that is there only sometimes is named', () => {
  it.each(['prevLogIndex', 'prevLogTerm', 'leaderCommit', 'leaderId'])('%s', (name) => {
    for (const script of [appends(beat, without(beat, name)), appends(without(beat, name), beat)]) {
      const { violation } = script.judge();
      expect(violation).toMatchObject({ rule: 'well-formed-message', servers: [0] });
      expect(violation?.evidence).toHaveLength(2);
    }
  });

  it('in replies too', () => {
    const script = new Script(3).persist(0);
    const refused = { term: 1, voteGranted: false };
    for (const reply of [refused, { term: 1 }]) {
      script.call([0, 1], 'Raft.RequestVote', vote, reply, (saving) => saving.persist(1));
    }
    expect(violationOf(script)).toBe('well-formed-message');
  });

  it('but each server is judged by its own messages: peers may be of another author', () => {
    const script = leader().call([0, 1], 'Raft.AppendEntries', beat, accepted).wait(500);
    script.adopt(1, 2).vote([1, 2], 2, [0, 0]).state(1, 2, true);
    const args = { ...without(beat, 'leaderId'), term: 2 };
    script.call([1, 2], 'Raft.AppendEntries', args, { term: 2, success: true });
    expect(violationOf(script)).toBeUndefined();
  });
});

describe('nobody is accused of a form of their own:', () => {
  const own: readonly (readonly [what: string, script: () => Script])[] = [
    [
      'heartbeats without what speaks of the log, while messages with entries have it',
      () => appends({ term: 1, leaderId: 0 }, { ...beat, entries: [a] }, { term: 1, leaderId: 0 }),
    ],
    [
      'heartbeats without entries that never have a prevLogIndex',
      () => appends(without(beat, 'prevLogIndex'), { ...beat, entries: [a] }),
    ],
    ['fields that never come', () => appends(without(beat, 'leaderId'), without(beat, 'leaderId'))],
    [
      'other names',
      () => appends({ term: 1, leader: 0, log: [a] }, { term: 1, leader: 0, log: [] }),
    ],
    ['fields of its own that come and go', () => appends({ ...beat, id: 3 }, beat)],
    ['terms as bigints', () => appends({ ...beat, prevLogTerm: 0n }, { ...beat, prevLogTerm: 0n })],
    ['encoded entries', () => appends({ ...beat, entries: new Uint8Array(3) })],
    ['entries of other fields', () => appends({ ...beat, entries: [{ t: 1, c: 'a' }] })],
    [
      'logs that begin at index 0',
      () =>
        appends(
          { ...beat, prevLogIndex: -1, prevLogTerm: -1, leaderCommit: -1 },
          { ...beat, prevLogIndex: 0, prevLogTerm: 1, leaderCommit: 0 },
        ),
    ],
    ['-1 as the term before the first entry', () => appends({ ...beat, prevLogTerm: -1 }, beat)],
    [
      'hints for backing up that come and go',
      () =>
        leader()
          .call([0, 1], 'Raft.AppendEntries', beat, accepted)
          .call([0, 1], 'Raft.AppendEntries', beat, { ...accepted, conflictTerm: undefined }),
    ],
    [
      'voteGranted left out where a vote is not granted',
      () =>
        new Script(3)
          .persist(0)
          .persist(1)
          .call([0, 1], 'Raft.RequestVote', vote, { term: 1 })
          .call([0, 2], 'Raft.RequestVote', vote, granted, (script) => script.persist(2)),
    ],
    [
      'a pre-vote as a marked RequestVote',
      () => {
        const asked = { ...vote, term: 0, lastLogTerm: 3, preVote: true };
        return leader().call([1, 2], 'Raft.RequestVote', asked, { voteGranted: undefined });
      },
    ],
    [
      'a killed server that answers anything',
      () =>
        leader()
          .happen({ kind: 'kill', server: 1 })
          .call([0, 1], 'Raft.AppendEntries', beat, { term: undefined }),
    ],
  ];
  it.each(own)('%s', (_what, script) => {
    expect(violationOf(script())).toBeUndefined();
  });

  it('an index below 0 is no form of its own where logs have begun at 1', () => {
    const below = { ...beat, prevLogIndex: -1, prevLogTerm: -1 };
    expect(violationOf(appends(beat, below))).toBe('well-formed-message');
  });
});
