import type { Rule } from '../oracle.ts';

/** A violation: the service would apply entries a second time, or answer from an old state. */
export const snapshotMovesForward: Rule = {
  id: 'snapshot-moves-forward',
  title: "a snapshot only moves a server's state forward",
  source: '§7, Figure 13',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    return {
      'apply.snapshot'(event) {
        const { applied } = model.server(event.server);
        if (event.index >= applied) return;
        report({
          message:
            `server ${event.server} hands its service a snapshot up to index ` +
            `${event.index}, after it has applied up to index ${applied}`,
          servers: [event.server],
          evidence: [event],
        });
      },
    };
  },
};
