/**
 * One server's stable storage: two byte strings that survive a crash. Everything else is lost.
 *
 * Source: tester1/persister.go of the course; §5 and Figure 2, "Persistent state on all servers".
 */
export interface Persister {
  /**
   * Replaces Raft state and snapshot together, atomically: a crash leaves both old or both new.
   * Returns when the bytes are safe. The arrays are copied; changing them later changes nothing.
   *
   * @param raftstate what {@link ReadRaftState} will give after a restart
   * @param snapshot what {@link ReadSnapshot} will give; leaving it out erases a snapshot saved
   *   before, so pass the current one every time
   */
  Save(raftstate: Uint8Array, snapshot?: Uint8Array): void;

  /** A copy of the Raft state last saved; of length 0 when nothing was. */
  ReadRaftState(): Uint8Array;

  /** Length in bytes of the Raft state last saved. */
  RaftStateSize(): number;

  /** A copy of the snapshot last saved; of length 0 when there is none. */
  ReadSnapshot(): Uint8Array;

  /** Length in bytes of the snapshot last saved. */
  SnapshotSize(): number;
}
