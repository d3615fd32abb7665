import { expect, test } from 'vitest';
import type { Happening } from '../../../../sim/trace/event.ts';
import { ShapeWatch } from './shapes.ts';

const bytes = new Uint8Array();

function sent(method: string, value: unknown, from = 0): Happening {
  return { kind: 'rpc.send', id: 1, from, to: 1 - from, method, args: { bytes, value } };
}

function replied(method: string, value: unknown, to = 0): Happening {
  return { kind: 'rpc.reply', id: 1, from: 1 - to, to, method, reply: { bytes, value } };
}

function failed(property: string): Happening {
  return { kind: 'violation', property, message: 'for a test', servers: [1, 0] };
}

/** What is noted of server 0. */
function watch(...happenings: readonly Happening[]): Pick<ShapeWatch, 'foreign' | 'own'> {
  const watch = new ShapeWatch((server) => server === 0);
  for (const happening of happenings) watch.see({ ...happening, atMs: 0 });
  const { foreign, own } = watch;
  return { foreign, own };
}

const vote = { term: 1, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 };
const append = {
  term: 1,
  leaderId: 0,
  prevLogIndex: 0,
  prevLogTerm: 0,
  leaderCommit: 0,
  entries: [{ term: 1, command: null }],
};
const install = { term: 1, leaderId: 0, lastIncludedIndex: 1, lastIncludedTerm: 1, data: bytes };

test('the contract’s RPCs are nothing to be noted', () => {
  const noted = watch(
    sent('Raft.RequestVote', vote),
    replied('Raft.RequestVote', { term: 1, voteGranted: false }),
    sent('Raft.AppendEntries', append),
    replied('Raft.AppendEntries', { term: 1, success: true }),
    sent('Raft.InstallSnapshot', install),
    replied('Raft.InstallSnapshot', { term: 1 }),
  );
  expect(noted).toEqual({ foreign: undefined, own: undefined });
});

test.each([
  [
    'a field is missing',
    sent('Raft.RequestVote', { ...vote, candidateId: undefined, candidate: 0 }),
    'its RequestVote arguments have no candidateId as in the contract',
  ],
  [
    'an index counts from another end',
    sent('Raft.AppendEntries', { ...append, prevLogIndex: -1, prevLogTerm: -1 }),
    'its AppendEntries arguments have no prevLogIndex, prevLogTerm as in the contract',
  ],
  [
    'an index is no number',
    sent('Raft.AppendEntries', { ...append, prevLogIndex: NaN }),
    'its AppendEntries arguments have no prevLogIndex as in the contract',
  ],
  [
    'entries are made in another way',
    sent('Raft.AppendEntries', { ...append, entries: [{ term: 1, cmd: 1 }] }),
    'its AppendEntries arguments have no entries as in the contract',
  ],
  [
    'a snapshot is no bytes',
    sent('Raft.InstallSnapshot', { ...install, data: 'text' }),
    'its InstallSnapshot arguments have no data as in the contract',
  ],
  [
    'a reply is nothing',
    replied('Raft.AppendEntries', null),
    'its AppendEntries reply has no term, success as in the contract',
  ],
  ['there is another RPC', sent('Raft.PreVote', vote), 'it has an RPC of its own, Raft.PreVote'],
  [
    'an RPC is called like something that every object has',
    sent('constructor', vote),
    'it has an RPC of its own, constructor',
  ],
  ['an RPC is missing', failed('rpc-usage'), 'it lacks an RPC of the contract'],
])('others cannot understand it when %s', (_when, happening, why) => {
  expect(watch(happening).foreign).toBe(why);
});

test('a message that cannot be read has nothing of the contract', () => {
  const args = {
    bytes,
    get value(): unknown {
      throw new Error('no message');
    },
  };
  const message: Happening = {
    ...sent('Raft.RequestVote', vote),
    kind: 'rpc.send',
    args,
  } as Happening;
  expect(watch(message).foreign).toMatch(/have no term, candidateId/);
});

test('fields of its own are noted apart, as others may leave them alone', () => {
  const reply = { term: 1, success: false, XTerm: 1, XLen: 3 };
  expect(watch(replied('Raft.AppendEntries', reply))).toEqual({
    foreign: undefined,
    own: 'its AppendEntries reply has fields of its own, which others do not know: XTerm, XLen',
  });
});

test('what other servers say is not the submission’s', () => {
  expect(watch(sent('Raft.PreVote', {}, 1), replied('Raft.AppendEntries', 1, 1))).toEqual({
    foreign: undefined,
    own: undefined,
  });
});

test('names are shown in brief', () => {
  const long = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`${'x'.repeat(1_000)}${i}`, i]),
  );
  const { own = '' } = watch(replied('Raft.InstallSnapshot', { term: 1, ...long }));
  expect(own.length).toBeLessThan(500);
});
