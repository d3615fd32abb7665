import path from 'node:path';

/** The folder of the project: the one that holds `raft/` and `labgob/`. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');
