import type { Bug } from '../known-bug.ts';

/** A snapshot in place of the log’s beginning, on one server (§7). */
export const snapshots: readonly Bug[] = [
  {
    id: 'saved-without-snapshot',
    title: 'saves its state without the snapshot',
    description: 'Save replaces both, so every later save erases the snapshot the log relies on.',
    edits: [
      {
        file: 'state.ts',
        find: 'this.persister.Save(encode(saved), this.snapshot);',
        replace: 'this.persister.Save(encode(saved));',
      },
    ],
    rule: 'apply-order',
    alsoSeenAs: ['snapshot-kept', 'agreement', 'snapshot-content'],
    source: 'lab 3D: pass the snapshot to Save each time',
  },
  {
    id: 'snapshot-not-read-back',
    title: 'does not read its snapshot back after a restart',
    description: 'The next save then erases it, and followers are sent an empty one.',
    edits: [
      {
        file: 'state.ts',
        find: `
    this.snapshot = this.persister.ReadSnapshot();`,
        replace: '',
      },
    ],
    rule: 'snapshot-kept',
    alsoSeenAs: ['snapshot-content', 'apply-order', 'agreement'],
    source: 'lab 3D: read the snapshot back in Make',
  },
  {
    id: 'state-and-snapshot-saved-in-two-steps',
    title: 'saves its state first and the snapshot in a second step',
    description:
      'A crash in between leaves a log that begins behind a snapshot which does not exist.',
    edits: [
      {
        file: 'state.ts',
        find: 'this.persister.Save(encode(saved), this.snapshot);',
        replace: `this.persister.Save(encode(saved));
    this.persister.Save(this.persister.ReadRaftState(), this.snapshot);`,
      },
    ],
    rule: 'snapshot-kept',
    source: 'lab 3D: the log and the snapshot are saved together, atomically',
  },
  {
    id: 'snapshot-saved-later',
    title: 'shortens its log at once and keeps the snapshot a few milliseconds later',
    description:
      'In between it sends and saves the old snapshot under the new index; a crash leaves a hole.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.state.snapshot = new Uint8Array(snapshot);
    this.state.Persist();`,
        replace: `this.state.Persist();
    setTimeout(() => {
      this.state.snapshot = new Uint8Array(snapshot);
      this.state.Persist();
    }, 5);`,
      },
    ],
    rule: 'snapshot-content',
    alsoSeenAs: ['snapshot-kept', 'apply-order'],
    source: 'lab 3D: the log and the snapshot are saved together, atomically',
  },
  {
    id: 'snapshot-without-trimming',
    title: 'takes the service’s snapshot and keeps the log',
    description: 'The log grows for ever, which the snapshot was to prevent.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    log.compact(index, log.term(index));`,
        replace: '',
      },
    ],
    rule: 'log-size',
    alsoSeenAs: ['apply-order'],
    source: '§7: the entire log up to that point is discarded',
  },
  {
    id: 'log-trimmed-one-short',
    title: 'keeps the last entry that the snapshot covers',
    description: 'From then on every entry stands one index higher than it should.',
    edits: [
      {
        file: 'log.ts',
        find: 'this.entries = isOurs ? this.entriesFrom(index + 1) : [];',
        replace: 'this.entries = isOurs ? this.entriesFrom(index) : [];',
      },
    ],
    rule: 'apply-committed',
    alsoSeenAs: ['log-matching', 'state-machine-safety', 'next-index', 'start-kept'],
    source: '§7: the last included index is the last one that the snapshot replaces',
  },
  {
    id: 'last-included-term-lost',
    title: 'forgets the term of the last entry that the snapshot covers',
    description: 'The consistency check right behind the snapshot compares with term 0 and fails.',
    edits: [
      {
        file: 'log.ts',
        find: `this.lastIncludedIndex = index;
    this.lastIncludedTerm = term;`,
        replace: `this.lastIncludedIndex = index;
    this.lastIncludedTerm = 0;`,
      },
    ],
    rule: 'snapshot-of-committed',
    alsoSeenAs: ['agreement', 'up-to-date-vote'],
    source: '§7: the metadata includes the last included term, for the consistency check',
  },
  {
    id: 'last-term-zero-behind-snapshot',
    title: 'takes its last term to be 0 when a snapshot has replaced the whole log',
    description:
      'Its log then looks older than everybody’s: it votes for candidates that lack committed ' +
      'entries.',
    edits: [
      {
        file: 'log.ts',
        find: 'return this.term(this.lastIndex);',
        replace: 'return this.entries.at(-1)?.term ?? 0;',
      },
    ],
    rule: 'acknowledgement-kept',
    alsoSeenAs: ['up-to-date-vote', 'leader-completeness', 'state-machine-safety', 'agreement'],
    source: '§7: last included index and term stand for the log that was there',
  },
];
