import type { Bug } from '../known-bug.ts';

/** A snapshot on its way to another server (§7, Figure 13). */
export const installSnapshot: readonly Bug[] = [
  {
    id: 'stale-snapshot-installed',
    title: 'installs every snapshot that comes, also one from before what it has applied',
    description:
      'A delayed InstallSnapshot takes the service back in time, and the log behind it is thrown ' +
      'away with everything it had acknowledged.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.lastIncludedIndex > this.commitIndex) {',
        replace: 'if (args.lastIncludedIndex > 0) {',
      },
      {
        file: 'raft.ts',
        find: 'state.log.compact(args.lastIncludedIndex, args.lastIncludedTerm);',
        replace: `state.log = new Log(args.lastIncludedIndex, args.lastIncludedTerm);
      this.commitIndex = args.lastIncludedIndex - 1;
      this.lastApplied = args.lastIncludedIndex - 1;`,
      },
      {
        file: 'raft.ts',
        find: `import type { AppendEntriesReplyWithConflict,`,
        replace: `import { Log } from './log.ts';
import type { AppendEntriesReplyWithConflict,`,
      },
    ],
    rule: 'acknowledgement-kept',
    alsoSeenAs: ['snapshot-moves-forward', 'apply-order', 'snapshot-kept'],
    source: 'lab 3D: an old snapshot must not cause the state machine to go back in time',
  },
  {
    id: 'install-drops-acknowledged-entries',
    title: 'throws its whole log away when it installs a snapshot',
    description:
      'Entries behind the snapshot that match it have been acknowledged and may be committed; they ' +
      'must stay.',
    edits: [
      {
        file: 'raft.ts',
        find: 'state.log.compact(args.lastIncludedIndex, args.lastIncludedTerm);',
        replace: 'state.log = new Log(args.lastIncludedIndex, args.lastIncludedTerm);',
      },
      {
        file: 'raft.ts',
        find: `import type { AppendEntriesReplyWithConflict,`,
        replace: `import { Log } from './log.ts';
import type { AppendEntriesReplyWithConflict,`,
      },
    ],
    rule: 'acknowledgement-kept',
    source: 'Figure 13, 6: retain log entries following it if the last included one is there',
  },
  {
    id: 'no-install-snapshot',
    title: 'never sends a snapshot',
    description:
      'A follower that needs an entry which has been discarded never gets it, and stays behind.',
    edits: [
      {
        file: 'leader.ts',
        find: 'void this.sendSnapshot(follower);',
        replace: 'return;',
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['leader-keeps-sending', 'commits-in-time'],
    source: '§7: the leader must occasionally send snapshots to followers that lag behind',
  },
  {
    id: 'next-index-kept-after-install',
    title: 'does not move nextIndex on when a snapshot has been installed',
    description: 'The same snapshot is sent again and again, and no entry ever follows it.',
    edits: [
      {
        file: 'leader.ts',
        find: `
    follower.confirm(args.lastIncludedIndex);`,
        replace: '',
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['commits-in-time'],
    source: '§7: the follower has everything up to the last included index then',
  },
  {
    id: 'install-confirms-todays-base',
    title: 'takes an installed snapshot for the one it holds by now',
    description:
      'The log may have been trimmed further while the RPC was under way. The follower then counts ' +
      'for entries that it does not hold, and nextIndex never goes back below them.',
    edits: [
      {
        file: 'leader.ts',
        find: 'follower.confirm(args.lastIncludedIndex);',
        replace: 'follower.confirm(log.lastIncludedIndex);',
      },
    ],
    rule: 'entries-retried',
    alsoSeenAs: ['commits-in-time', 'agreement'],
    source: 'the students’ guide to Raft: use what you sent, not what you have now',
  },
  {
    id: 'installed-snapshot-not-delivered',
    title: 'installs a snapshot without handing it to the service',
    description: 'The service goes on with the entry after it and misses everything it holds.',
    edits: [
      {
        file: 'raft.ts',
        find: `
      return { kind: 'snapshot', snapshot, index: this.lastApplied, term: log.lastIncludedTerm };`,
        replace: `
      if (snapshot.length === 0) return undefined;
      return this.takeNextToApply();`,
      },
    ],
    rule: 'apply-order',
    alsoSeenAs: ['agreement'],
    source: 'Figure 13, 8: reset state machine using snapshot contents',
  },
  {
    id: 'install-does-not-reset-timer',
    title: 'does not put its election off when its leader sends a snapshot',
    description: 'Receiving a large snapshot it may time out and unseat the leader that helps it.',
    edits: [
      {
        file: 'raft.ts',
        find: `    this.followLeader(args.term);
    // A late snapshot`,
        replace: `    this.becomeFollower(args.term);
    // A late snapshot`,
      },
    ],
    rule: 'hears-leader-no-campaign',
    source: '§5.2: a server remains a follower as long as it receives valid RPCs from a leader',
  },
  {
    id: 'append-below-base-rejected',
    title: 'rejects AppendEntries that begin before its own snapshot',
    description:
      'What the snapshot covers is committed and certain to match. A leader that lacks a lost answer ' +
      'and has taken no such snapshot itself sends the same again and again, and the follower gets ' +
      'nothing new. Where all servers take their snapshots together, nothing shows.',
    edits: [
      {
        file: 'raft.ts',
        find: '    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);',
        replace: `    if (args.prevLogIndex < state.log.lastIncludedIndex) {
      state.Persist();
      return { term: state.currentTerm, success: false };
    }
    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);`,
      },
    ],
    rule: 'entries-retried',
    alsoSeenAs: ['commits-in-time', 'agreement'],
    source: 'Leader Completeness (§5.4): what is committed is in every later leader’s log',
  },
];
