import { into, outOf, type Fault } from '../../tester/faults/index.ts';
import { dieUnanswered, phaseReached, phaseScenario, submitToLeader, type Round } from './phase.ts';

/** (a) The command never arrives. The leader is shut down properly, and its process lingers. */
export const beforeCommand = phaseScenario({
  name: 'TestLeaderDiesBeforeCommand',
  title: 'leader dies before a command reached it',
  client: 'unanswered',
  async play({ t, client, leader, command, death }) {
    if (death === 'at once') t.faults.inject({ verb: 'crash', server: leader });
    else t.faults.inject({ verb: 'kill', server: leader, lingerMs: 1_000 });
    await t.sleep(1);
    client.submit(leader, command);
  },
});

/** (b) Only the leader has the command. It must not take that for a majority (§5.3). */
export const onLeaderOnly = phaseScenario({
  name: 'TestLeaderDiesWithCommand',
  title: 'leader dies with a command that no follower has',
  client: 'unanswered',
  play: async (round) => {
    round.t.faults.inject({ verb: 'cut', links: outOf(round.leader) });
    await dieWhenReplicated(round, 0);
  },
});

/** (c) A minority has the command, and the leader knows. */
export const onSomeFollowers = phaseScenario({
  name: 'TestLeaderDiesAfterSomeFollowers',
  title: 'leader dies when some followers have the command',
  client: 'unanswered',
  play: async (round) => {
    const [lucky = 0] = round.followers;
    cutOffAllBut(round, [lucky]);
    await dieWhenReplicated(round, 1);
  },
});

/** (d) A majority has the command, but the leader never hears of it. */
export const onMajority = phaseScenario({
  name: 'TestLeaderDiesAfterMajority',
  title: 'leader dies when a majority has the command, uncommitted',
  client: 'unanswered',
  play: async (round) => {
    round.t.faults.inject({ verb: 'hold', links: into(round.leader) });
    cutOffAllBut(round, round.followers.slice(0, 2));
    await dieWhenReplicated(round, 2);
  },
});

/** (e) Everyone has the command, and nobody knows that everyone has. */
export const onAllFollowers = phaseScenario({
  name: 'TestLeaderDiesAfterAllFollowers',
  title: 'leader dies when all followers have the command, uncommitted',
  client: 'unanswered',
  play: async (round) => {
    round.t.faults.inject({ verb: 'hold', links: into(round.leader) });
    await dieWhenReplicated(round, round.followers.length);
  },
});

/** Keeps what the leader sends from all followers but these. */
export function cutOffAllBut({ t, leader, followers }: Round, lucky: readonly number[]): void {
  const unlucky = followers.filter((follower) => !lucky.includes(follower));
  t.faults.inject({ verb: 'cut', links: [{ from: [leader], to: unlucky }] });
}

/** Submits the command; the leader dies when exactly so many followers have it. */
async function dieWhenReplicated(round: Round, followers: number): Promise<void> {
  const { t, leader, death } = round;
  const crash: Fault = { verb: 'crash', server: leader };
  const aim = t.faults.aim({
    when: { kind: 'replicated', server: leader, followers },
    then: death === 'at once' ? [crash] : [],
  });
  const submission = submitToLeader(round);
  await phaseReached(t, aim, `the command of server ${leader} on ${followers} others`);
  await dieUnanswered(round, submission);
}
