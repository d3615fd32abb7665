import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';

/** Commands started one after the other take the indexes 1, 2, 3, and nothing comes unasked. */
export const basicAgree: Scenario = {
  name: 'TestBasicAgree3B',
  title: 'basic agreement',
  part: '3B',
  points: 2,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    for (let index = 1; index <= 3; index++) {
      const { count } = t.nCommitted(index);
      t.expect(
        count === 0,
        'no-invention',
        () =>
          `expected nothing at index ${index} before Start, ` +
          `got an entry applied there by ${count} of ${t.n} servers`,
      );

      const command = 100 * index;
      const landed = await t.one(command, { servers: t.n, retry: false });
      t.expect(
        landed === index,
        'next-index',
        () => `expected command ${command} at index ${index}, got index ${landed}`,
      );
    }
  },
};
