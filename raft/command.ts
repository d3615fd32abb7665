/**
 * What a client asks the replicated service to do. Raft never looks inside it.
 * Anything that labgob can encode: numbers, strings, booleans, null, bigint, Uint8Array, arrays
 * and plain objects of these.
 */
export type Command = unknown;
