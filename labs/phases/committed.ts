import { around, outOf } from '../../tester/faults/index.ts';
import { phaseReached, phaseScenario, submitToLeader } from './phase.ts';
import { cutOffAllBut } from './uncommitted.ts';

/** How fast a slow clock runs. */
const slowRate = 0.6;

/** Commands that the old leader takes in vain, besides the round's own. */
const hopelessCommands = 2;

/**
 * (f) The leader has committed and acknowledged the command, and dies before any follower learns of
 * it. The servers that miss it are not up-to-date, and so none of them may be elected (§5.4.1).
 */
export const committedOnLeader = phaseScenario({
  name: 'TestLeaderDiesCommittedAlone',
  title: 'leader dies when only it knows that the command is committed',
  client: 'answered',
  async play(round) {
    const { t, leader, followers } = round;
    const holders = followers.slice(0, 2);
    cutOffAllBut(round, holders);
    // Those who miss the command are the first to campaign.
    for (const server of holders) t.faults.inject({ verb: 'drift', server, rate: slowRate });
    // From then on nothing leaves the leader, while the acknowledgements still reach it.
    t.faults.aim({
      when: { kind: 'replicated', server: leader, followers: 2 },
      then: [{ verb: 'cut', links: outOf(leader) }],
    });
    const { index } = submitToLeader(round);
    const applied = t.faults.aim({
      when: { kind: 'apply', server: leader, index, count: 1 },
      then: [{ verb: 'crash', server: leader }],
    });
    await phaseReached(t, applied, `server ${leader} applying index ${index}`);
  },
});

/** (g) Everyone has applied the command, but the answer is lost, and the client asks again. */
export const committedEverywhere = phaseScenario({
  name: 'TestLeaderDiesBeforeAnswer',
  title: 'leader dies when all have applied the command, client retries',
  client: 'unanswered',
  async play(round) {
    const { t, leader } = round;
    const { index } = submitToLeader(round);
    const applied = t.faults.aim({
      when: { kind: 'apply', index, count: t.n },
      then: [{ verb: 'crash', server: leader }],
    });
    await phaseReached(t, applied, `all servers applying index ${index}`);
  },
});

/**
 * A leader that is cut off with a minority goes on taking commands, while the others elect another.
 * When the wires are mended the old one gives up its term, and its uncommitted entries (§5.3).
 */
export const twoLeaders = phaseScenario({
  name: 'TestTwoLeaders',
  title: 'partition with two leaders that heals',
  client: 'unanswered',
  play(round) {
    const { t, client, leader, followers } = round;
    const [companion = 0] = followers;
    t.faults.inject({ verb: 'cut', links: around(leader, companion) });
    submitToLeader(round);
    for (let k = 0; k < hopelessCommands; k++) client.submit(leader, client.newCommand());
    // The client now tries the majority as well; the wires are mended when that has answered.
    return Promise.resolve();
  },
});
