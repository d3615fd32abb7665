import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';

const rounds = 49;
const alongside = [0, 1, 2, 3];

/** Many clients at once over a network that loses requests and replies: all get agreement. */
export const unreliableAgree: Scenario = {
  name: 'TestUnreliableAgree3C',
  title: 'unreliable agreement',
  part: '3C',
  points: 2,
  servers: 5,
  network: 'unreliable',
  snapshots: false,
  async body(t: Tester) {
    await playRounds(t, 1);
    await t.one(100, { servers: t.n, retry: true });
  },
};

/**
 * Plays this round and all after it. A round starts four commands and, alongside, the one whose
 * agreement begins the next round; the four may take as long as they like, up to the end of all.
 */
async function playRounds(t: Tester, round: number): Promise<void> {
  if (round > rounds) {
    t.setReliable();
    return;
  }
  await Promise.all([
    ...alongside.map((j) => t.one(100 * round + j, { servers: 1, retry: true })),
    t.one(round, { servers: 1, retry: true }).then(() => playRounds(t, round + 1)),
  ]);
}
