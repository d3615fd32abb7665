/**
 * The course's RaftElectionTimeout: how long the tests give a majority to settle on a leader. It is
 * a patience of the tests, much longer than the election timeouts of §5.2, and not a value for an
 * implementation to use.
 */
export const raftElectionTimeoutMs = 1000;
