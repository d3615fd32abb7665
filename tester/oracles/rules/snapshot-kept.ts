import type { Rule } from '../oracle.ts';

interface Saved {
  readonly bytes: Uint8Array;
  readonly index: number;
}

/**
 * A violation: the log before a snapshot is gone, so a restart without the snapshot loses it. Judged
 * by the bytes handed to the persister, which are the service's own.
 */
export const snapshotKept: Rule = {
  id: 'snapshot-kept',
  title: 'a snapshot that has been saved is only replaced by a later one',
  source: '§7; the Persister contract: pass the current snapshot every time',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    /** The index that a snapshot covers, by its bytes; the service's bytes at an index are always equal. */
    const indexes = new Map<string, number>();
    const saved = model.servers.map((): Saved => ({ bytes: new Uint8Array(0), index: 0 }));
    const keyOf = (bytes: Uint8Array): string =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return {
      snapshot(event) {
        indexes.set(keyOf(event.snapshot), event.index);
      },
      persist(event) {
        const { server, snapshot } = event;
        const before = saved[server];
        if (before === undefined || same(before.bytes, snapshot)) return;
        const index = snapshot.length === 0 ? 0 : indexes.get(keyOf(snapshot));
        // Bytes that are not the service's: the implementation keeps something of its own there.
        if (index === undefined) return;
        saved[server] = { bytes: snapshot, index };
        if (index >= before.index) return;
        const instead = index === 0 ? 'no snapshot' : `one up to index ${index}`;
        report({
          message:
            `server ${server} had saved a snapshot up to index ${before.index}, and ` +
            `saves ${instead} in its place`,
          servers: [server],
          evidence: [event],
        });
      },
    };
  },
};

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}
