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
        find: 'const isNews = args.lastIncludedIndex > this.commitIndex;',
        replace: 'const isNews = args.lastIncludedIndex > 0;',
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
    rule: 'snapshot-moves-forward',
    alsoSeenAs: ['acknowledgement-kept', 'apply-order', 'snapshot-kept'],
    source: 'lab 3D: an old snapshot must not cause the state machine to go back in time',
  },
  {
    id: 'staleness-checked-against-base',
    title: 'compares an incoming snapshot only with its last one, not with what it has applied',
    description:
      'A snapshot newer than its own but older than what the service has applied is handed to the ' +
      'service, which goes back in time.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const isNews = args.lastIncludedIndex > this.commitIndex;',
        replace: 'const isNews = args.lastIncludedIndex > state.log.lastIncludedIndex;',
      },
      {
        file: 'raft.ts',
        find: 'state.snapshot = args.data;',
        replace: `state.snapshot = args.data;
      this.lastApplied = Math.min(this.lastApplied, args.lastIncludedIndex - 1);
      this.applier.wake();`,
      },
    ],
    rule: 'snapshot-moves-forward',
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
    id: 'install-keeps-conflicting-tail',
    title: 'keeps what stands behind a snapshot without comparing the terms',
    description: 'Entries of an old leader stay behind a snapshot that another history belongs to.',
    edits: [
      {
        file: 'log.ts',
        find: 'const isOurs = index <= this.lastIndex && this.term(index) === term;',
        replace: 'const isOurs = index <= this.lastIndex;',
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['state-machine-safety'],
    source: 'Figure 13, 6 and 7: same index and term, else discard the entire log',
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
      'The log may have been trimmed further while the RPC was under way: the follower is counted ' +
      'for entries that it does not hold.',
    edits: [
      {
        file: 'leader.ts',
        find: 'follower.confirm(args.lastIncludedIndex);',
        replace: 'follower.confirm(log.lastIncludedIndex);',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['state-machine-safety'],
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
        find: `    const isNewTerm = this.followLeader(args.term);
    // A late snapshot`,
        replace: `    const isNewTerm = args.term > state.currentTerm;
    this.becomeFollower(args.term);
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
      'What the snapshot covers is committed and certain to match; rejecting it sends the leader ' +
      'further and further back.',
    edits: [
      {
        file: 'log.ts',
        find: 'if (prevLogIndex < this.lastIncludedIndex) return undefined;',
        replace: `if (prevLogIndex < this.lastIncludedIndex) {
      return { conflictTerm: null, conflictIndex: prevLogIndex };
    }`,
      },
    ],
    rule: 'acknowledgement-kept',
    alsoSeenAs: ['agreement'],
    source: 'Leader Completeness (§5.4): what is committed is in every later leader’s log',
  },
  {
    id: 'install-waits-for-service',
    title: 'hands the snapshot over in the RPC handler and books it afterwards',
    description:
      'While the service takes its time, the applier goes on beside it; booked late, lastApplied ' +
      'goes back and entries are applied twice.',
    edits: [
      {
        file: 'raft.ts',
        find: 'InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {',
        replace:
          'async InstallSnapshot(args: InstallSnapshotArgs): Promise<InstallSnapshotReply> {',
      },
      {
        file: 'raft.ts',
        find: `    this.commitUpTo(args.lastIncludedIndex);
    return { term: state.currentTerm };`,
        replace: `    const { lastIncludedIndex: index, lastIncludedTerm: term, data: snapshot } = args;
    if (isNews) {
      await this.applyCh.send({ kind: 'snapshot', snapshot, index, term });
      this.commitUpTo(index);
      this.lastApplied = index;
    }
    return { term: state.currentTerm };`,
      },
      {
        file: 'raft.ts',
        find: 'this.applier = new Applier(applyCh,',
        replace: `this.applyCh = applyCh;
    this.applier = new Applier(applyCh,`,
      },
      {
        file: 'raft.ts',
        find: 'private readonly applier: Applier;',
        replace: `private readonly applier: Applier;
  private readonly applyCh: ApplyCh;`,
      },
    ],
    rule: 'apply-order',
    alsoSeenAs: ['snapshot-moves-forward'],
    source: 'lab 3D: one way to the service; the Go counterpart delivers while holding the lock',
  },
];
