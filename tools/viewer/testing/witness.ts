import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { referenceSources } from '../../known-bugs/apply.ts';
import { writeSources } from '../../known-bugs/load.ts';
import { Program } from '../../../sim/program.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';

/**
 * A reference that says what it really is, past everything that a trace is made from: whenever it is
 * asked for its state, which is after each of its events, and is no longer what it last said, it
 * prints all of it. Those lines are in the trace under its name.
 */
const witness = `
import { Make as make } from './raft.ts';

export function Make(peers, me, persister, applyCh) {
  const raft = make(peers, me, persister, applyCh);
  const getState = raft.GetState.bind(raft);
  let said = '';
  raft.GetState = () => {
    const { state, role, commitIndex, lastApplied } = raft;
    const { log } = state;
    const followers = role.kind === 'leader' ? role.followers : [];
    const entries = log.entriesFrom(log.lastIncludedIndex + 1);
    const truth = JSON.stringify({
      role: role.kind,
      term: state.currentTerm,
      votedFor: state.votedFor,
      commitIndex,
      lastApplied,
      lastIncludedIndex: log.lastIncludedIndex,
      lastIncludedTerm: log.lastIncludedTerm,
      lastIndex: log.lastIndex,
      lastTerm: log.lastTerm,
      log: entries.map(({ term, command }) => [term, command]),
      next: followers.map((peer) => peer.nextIndex),
      match: followers.map((peer) => peer.matchIndex),
    });
    if (truth !== said) console.debug(truth);
    said = truth;
    return getState();
  };
  if (WITHOUT_INSPECT) raft.Inspect = undefined;
  return raft;
}
`;

/** What the witness prints. */
export interface Truth {
  readonly role: 'follower' | 'candidate' | 'leader';
  readonly term: number;
  readonly votedFor: number | null;
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly log: readonly (readonly [number, unknown])[];
  readonly next: readonly number[];
  readonly match: readonly number[];
}

export async function loadWitness(inspect: 'with Inspect' | 'without'): Promise<Program> {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-witness-'));
  try {
    writeSources(referenceSources(), folder);
    const text = witness.replace('WITHOUT_INSPECT', String(inspect === 'without'));
    writeFileSync(path.join(folder, 'witness.ts'), text);
    const { runtime, bundle } = await loadImplementation(path.join(folder, 'witness.ts'));
    return new Program(runtime, bundle);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
