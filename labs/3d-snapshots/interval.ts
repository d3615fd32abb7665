/** The service snapshots every so many applied entries, as the course's SnapShotInterval. */
export const snapshotInterval = 10;
