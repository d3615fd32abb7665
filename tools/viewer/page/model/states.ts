import { decode } from '../../../../labgob/index.ts';
import type { Recording } from '../../data/recording.ts';
import type { Belief } from '../../../report/belief/belief.ts';
import { Fold, type FoldState } from '../../../report/belief/fold.ts';
import { fromInspect, isNumber, type Role, roleOf, termOf } from '../../../report/belief/view.ts';

/** A stretch of one server's life in which what the lanes show of it stays the same. */
export interface Segment {
  /** Positions of events: from this one on, up to before that one. */
  readonly from: number;
  to: number;
  readonly up: boolean;
  readonly connected: boolean;
  /** Up, but cut off from the others; a server that was never connected yet is not. */
  readonly isCut: boolean;
  readonly life: number;
  /** Undefined when only the implementation could tell. */
  readonly role: Role | undefined;
  readonly isLeader: boolean;
  readonly term: number | undefined;
}

/** A server's commitIndex moved. */
export interface CommitMark {
  readonly at: number;
  readonly server: number;
  readonly index: number;
}

const markEvery = 256;

/** What the trace reveals of all servers at any position, from marks along the way. */
export class States {
  readonly segments: Segment[][];
  readonly commits: CommitMark[] = [];
  readonly #recording: Recording;
  readonly #marks: FoldState[] = [];
  readonly #everConnected = new Set<number>();
  /** For each position, how many notes are told once its event has happened. */
  readonly #notesUpTo: Int32Array;

  constructor(recording: Recording, servers: number) {
    this.#recording = recording;
    this.#notesUpTo = countNotes(recording);
    this.segments = Array.from({ length: servers }, () => []);
    this.#readAll();
  }

  /** What was known once that event had happened, and not yet any other of the same instant. */
  at(position: number): readonly Belief[] {
    const mark = Math.floor(position / markEvery);
    let fold = new Fold(this.#marks[mark]);
    for (let i = mark * markEvery; i <= position; i++) {
      fold = this.#enter(fold, i);
      this.#step(fold, i);
    }
    // What shows only when an instant is over, shows with its last event.
    if (this.instantEnd(position) === position) fold.reach(Infinity);
    return fold.beliefs;
  }

  /** What was known before that event. */
  before(position: number): readonly Belief[] {
    return position === 0 ? [] : this.at(position - 1);
  }

  /** The last position at the same simulated time. */
  instantEnd(position: number): number {
    const { timesMs, length, gapAt } = this.#recording;
    let end = position;
    while (end + 1 < length && end + 1 !== gapAt && timesMs[end + 1] === timesMs[position]) end++;
    return end;
  }

  instantStart(position: number): number {
    const { timesMs, gapAt } = this.#recording;
    let start = position;
    while (start > 0 && start !== gapAt && timesMs[start - 1] === timesMs[position]) start--;
    return start;
  }

  /** Runs over the trace, for those who look for a change of some kind. */
  *walk(): Generator<{ readonly position: number; readonly beliefs: readonly Belief[] }> {
    let fold = new Fold();
    for (let i = 0; i < this.#recording.length; i++) {
      fold = this.#enter(fold, i);
      this.#step(fold, i);
      yield { position: i, beliefs: fold.beliefs };
    }
  }

  #readAll(): void {
    let before: readonly Belief[] = [];
    let fold = new Fold();
    for (let i = 0; i < this.#recording.length; i++) {
      fold = this.#enter(fold, i);
      if (i % markEvery === 0) this.#marks.push(fold.state);
      this.#step(fold, i);
      if (fold.beliefs !== before) this.#compare(i, before, fold.beliefs);
      before = fold.beliefs;
    }
    for (const segments of this.segments) {
      const last = segments.at(-1);
      if (last !== undefined) last.to = this.#recording.length;
    }
  }

  /** Behind the gap the fold goes on from what the file says was known there. */
  #enter(fold: Fold, position: number): Fold {
    const { gapAt, resume } = this.#recording;
    if (position !== gapAt || resume === undefined) return fold;
    return new Fold(decode(resume) as FoldState);
  }

  #step(fold: Fold, position: number): void {
    const recording = this.#recording;
    if (Fold.ignores(recording.kind(position))) fold.reach(recording.timesMs[position] ?? 0);
    else fold.event(recording.event(position));
    const from = position === 0 ? 0 : (this.#notesUpTo[position - 1] ?? 0);
    const to = this.#notesUpTo[position] ?? 0;
    for (let i = from; i < to; i++) {
      const note = recording.notes[i];
      if (note !== undefined) fold.note(note);
    }
  }

  #compare(at: number, before: readonly Belief[], after: readonly Belief[]): void {
    after.forEach((belief, server) => {
      const old = before[server];
      if (belief === old) return;
      const commitIndex = fromInspect<number>(belief, 'commitIndex', isNumber)?.value;
      const oldCommit = old && fromInspect<number>(old, 'commitIndex', isNumber)?.value;
      if (commitIndex !== undefined && commitIndex > (oldCommit ?? 0)) {
        this.commits.push({ at, server, index: commitIndex });
      }
      this.#extend(at, server, belief);
    });
  }

  #extend(at: number, server: number, belief: Belief): void {
    const segments = this.segments[server];
    if (segments === undefined) return;
    const last = segments.at(-1);
    const { up, connected, life } = belief;
    const role = roleOf(belief)?.value;
    const term = termOf(belief)?.value;
    const isLeader = role === 'leader';
    if (
      last?.up === up &&
      last.connected === connected &&
      last.life === life &&
      last.role === role &&
      last.term === term
    ) {
      return;
    }
    if (last !== undefined) last.to = at;
    if (connected) this.#everConnected.add(server);
    const isCut = up && !connected && this.#everConnected.has(server);
    segments.push({ from: at, to: at, up, connected, isCut, life, role, isLeader, term });
  }
}

function countNotes(recording: Recording): Int32Array {
  const counts = new Int32Array(recording.length);
  let next = 0;
  for (let i = 0; i < recording.length; i++) {
    const happened = recording.numberOf(i) + 1;
    for (;;) {
      const note = recording.notes[next];
      if (note === undefined) break;
      if ((note.kind === 'source' ? note.event + 1 : note.after) > happened) break;
      next++;
    }
    counts[i] = next;
  }
  return counts;
}
