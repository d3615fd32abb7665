import { commit } from './catalogue/commit.ts';
import { eventLoop } from './catalogue/event-loop.ts';
import { installSnapshot } from './catalogue/install-snapshot.ts';
import { language } from './catalogue/language.ts';
import { persistence } from './catalogue/persistence.ts';
import { replication } from './catalogue/replication.ts';
import { shutdown } from './catalogue/shutdown.ts';
import { snapshots } from './catalogue/snapshots.ts';
import { terms } from './catalogue/terms.ts';
import { timers } from './catalogue/timers.ts';
import { votes } from './catalogue/votes.ts';
import type { Bug, Category, KnownBug } from './known-bug.ts';

export type { Bug, Category, Edit, KnownBug } from './known-bug.ts';

const chapters: readonly (readonly [Category, readonly Bug[]])[] = [
  ['Votes', votes],
  ['Terms and roles', terms],
  ['Timers', timers],
  ['Replication', replication],
  ['Commit and apply', commit],
  ['Persistence', persistence],
  ['Snapshots', [...snapshots, ...installSnapshot]],
  ['Shutdown', shutdown],
  ['TypeScript’s own ways', [...eventLoop, ...language]],
];

/** All known bugs, chapter by chapter. */
export const knownBugs: readonly KnownBug[] = chapters.flatMap(([category, bugs]) =>
  bugs.map((bug) => ({ ...bug, category })),
);

/** The bug of exactly this id, such as `double-vote`. */
export function findBug(id: string): KnownBug | undefined {
  return knownBugs.find((bug) => bug.id === id);
}
