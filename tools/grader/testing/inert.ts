/** Pieces of a submission as text. */
export interface InertParts {
  /** Stands at the top of the module. */
  readonly top?: string;
  /** Runs inside of `Make`, which has `peers`, `me`, `persister` and `applyCh`. */
  readonly make?: string;
  /** Runs in every `Start`, `GetState` and handler. */
  readonly call?: string;
  /** Runs in every `Start`. */
  readonly start?: string;
}

/** The source of a server that passes no test, with something else in it. */
export function inertRaft({ top = '', make = '', call = '', start = '' }: InertParts): string {
  return `
${top}
const attack = () => { ${call} };
class Inert {
  beat = setInterval(() => undefined, 100);
  Start() { ${start}; attack(); return { index: -1, term: 0, isLeader: false }; }
  GetState() { attack(); return { term: 0, isLeader: false }; }
  Snapshot() {}
  PersistBytes() { return 0; }
  Kill() {}
  RequestVote() { attack(); return { term: 0, voteGranted: false }; }
  AppendEntries() { attack(); return { term: 0, success: false }; }
  InstallSnapshot() { attack(); return { term: 0 }; }
}
export function Make(peers, me, persister, applyCh) {
  ${make}
  return new Inert();
}
`;
}
