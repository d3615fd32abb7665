import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { randomText } from '../commands.ts';

const commandBytes = 5000;
const lastIndex = 11;
const allowanceBytes = 50_000;

/** A command crosses the network once to each follower, rather than again with every message. */
export const rpcBytes: Scenario = {
  name: 'TestRPCBytes3B',
  title: 'RPC byte count',
  part: '3B',
  points: 2,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    // Past the first agreement the election no longer counts.
    await t.one(99, { servers: t.n, retry: false });
    const before = t.bytesTotal();

    let sentBytes = 0;
    for (let index = 2; index <= lastIndex; index++) {
      const command = randomText(t, commandBytes);
      const landed = await t.one(command, { servers: t.n, retry: false });
      t.expect(
        landed === index,
        'next-index',
        () => `expected the next command at index ${index}, got index ${landed}`,
      );
      sentBytes += command.length;
    }

    const usedBytes = t.bytesTotal() - before;
    const limitBytes = t.n * sentBytes + allowanceBytes;
    t.expect(
      usedBytes <= limitBytes,
      'rpc-bytes',
      () =>
        `expected at most ${limitBytes} bytes of RPCs for commands of ` +
        `${sentBytes} bytes on ${t.n} servers, got ${usedBytes}: ` +
        'each command should travel to each follower only once',
    );
  },
};
