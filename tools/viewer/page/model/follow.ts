import { showValue } from '../../../../sim/trace/show.ts';
import type { Belief } from '../../../report/belief/belief.ts';
import { unborn } from '../../../report/belief/belief.ts';
import { viewOf } from '../../../report/belief/view.ts';
import type { Model } from './model.ts';

const eventsAtOnce = 32;

/** Something that became of a log index on one server. */
export interface Step {
  readonly position: number;
  readonly server: number;
  readonly what:
    'appended' | 'replicated' | 'replaced' | 'removed' | 'in snapshot' | 'committed' | 'applied';
  /** The entry, where there is one: its term and command. */
  readonly entry: string;
}

/**
 * The whole story of one log index: where and when it was appended, replicated, committed, applied. It
 * takes as long as reading the whole trace, so it yields on the way.
 */
export function* follow(model: Model, index: number): Generator<undefined, readonly Step[]> {
  const steps: Step[] = [];
  const last = new Map<number, Seen>();
  let before: readonly Belief[] = [];
  for (const { position, beliefs } of model.states.walk()) {
    if (position % eventsAtOnce === 0) yield;
    if (beliefs === before) continue;
    for (const server of model.servers) {
      const belief = beliefs[server] ?? unborn;
      if (belief === before[server]) continue;
      const seen = look(server, belief, index);
      compare({ position, server, index, steps }, last.get(server) ?? nothing, seen);
      last.set(server, seen);
    }
    before = beliefs;
  }
  return steps;
}

interface Seen {
  readonly life: number;
  /** Term and command at the index; '' for none, 'snapshot' when it is covered by one. */
  readonly entry: string;
  readonly isLeader: boolean;
  readonly committed: boolean;
  readonly applied: boolean;
}

const nothing: Seen = { life: 0, entry: '', isLeader: false, committed: false, applied: false };

function look(server: number, belief: Belief, index: number): Seen {
  const view = viewOf(server, belief);
  const log = view.log?.value;
  const entry = log?.entries[index - log.from];
  const covered = log !== undefined && view.log?.source !== 'message' && index < log.from;
  return {
    life: belief.life,
    entry:
      entry === undefined
        ? covered
          ? 'snapshot'
          : ''
        : `term ${entry.term}, ${showValue(entry.command)}`,
    isLeader: view.isLeader === true,
    committed: belief.up && (view.commitIndex?.value ?? 0) >= index,
    applied: belief.up && belief.applied >= index,
  };
}

function compare(
  at: { position: number; server: number; index: number; steps: Step[] },
  old: Seen,
  now: Seen,
): void {
  const add = (what: Step['what']): void => {
    at.steps.push({ position: at.position, server: at.server, what, entry: now.entry });
  };
  if (now.entry !== old.entry) {
    if (now.entry === 'snapshot') add('in snapshot');
    else if (now.entry === '') add('removed');
    else if (old.entry !== '' && old.entry !== 'snapshot') add('replaced');
    else add(now.isLeader ? 'appended' : 'replicated');
  }
  if (now.committed && !old.committed) add('committed');
  if (now.applied && !old.applied) add('applied');
}
