/**
 * When the service above a server takes a snapshot: never, every 10 applied entries as in the course,
 * or every so many as the list says at the server's place. Nothing makes servers take theirs together
 * (§7), and those of real services do not.
 */
export type Snapshots = boolean | readonly number[];
