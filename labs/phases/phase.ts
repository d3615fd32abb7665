import { Client, type Submission } from '../../tester/client.ts';
import type { Aim } from '../../tester/faults/index.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** How many leaders die in one test. */
const rounds = 3;

/**
 * How long the service may be away after its leader has died. The course gives a cluster five seconds
 * to elect a leader; one round trip later it must serve again.
 */
const serviceResumesWithinMs = 5 * raftElectionTimeoutMs;
/** A cluster in good order needs one election, seldom two. More is odd enough for a remark. */
const oddAfterMs = 2 * raftElectionTimeoutMs;

const pollMs = 20;
const pollsPerOffer = 10;

/** A command reaches its phase within milliseconds; this is for the case that it never does. */
const phaseWithinMs = 2_000;

/** How long a hasty leader is given to acknowledge what it must not. */
const temptationMs = 30;

/** One round of a phase: a healthy cluster, its leader, and the command that is under way. */
export interface Round {
  readonly t: Tester;
  readonly client: Client;
  readonly leader: number;
  /** The other servers. */
  readonly followers: readonly number[];
  readonly command: number;
  /** Whether the leader dies at the very moment, or has some time left to do something wrong. */
  readonly death: 'at once' | 'later';
}

export interface Phase {
  readonly name: string;
  readonly title: string;
  /** Whether the client has its answer before the leader dies; else it tries the command again. */
  readonly client: 'answered' | 'unanswered';
  /** Brings the leader to its end. */
  readonly play: (round: Round) => Promise<void>;
}

/** A scenario in which leaders die in one phase of a command's life. */
export function phaseScenario(phase: Phase): Scenario {
  const { name, title, play } = phase;
  return {
    name,
    title,
    part: 'phases',
    points: 2,
    servers: 5,
    network: 'reliable',
    snapshots: false,
    async body(t) {
      const client = new Client(t);
      for (let round = 0; round < rounds; round++) {
        await t.one(client.newCommand(), { servers: t.n, retry: true });
        const leader = await t.checkOneLeader();
        const command = client.newCommand();
        const followers = Array.from({ length: t.n - 1 }, (_, k) => (leader + 1 + k) % t.n);
        const death = round % 2 === 0 ? 'at once' : 'later';
        await play({ t, client, leader, followers, command, death });
        // Another command, since this one again might end up where the first was lost.
        const next = phase.client === 'answered' ? client.newCommand() : command;
        await expectServiceAgain(t, client, next);
        t.faults.endAll();
      }
      await t.one(client.newCommand(), { servers: t.n, retry: true });
      client.checkHistory();
    },
  };
}

/** Submits the round's command to the leader, who must take it. */
export function submitToLeader(round: Round): Submission {
  const { client, leader, command } = round;
  const submission = client.submit(leader, command);
  if (submission !== undefined) return submission;
  round.t.fail(
    'start-accepted',
    `expected server ${leader}, which GetState had shown as the leader, to take command ` +
      `${command}, but it did not`,
  );
}

/** Waits until an aimed fault has struck. */
export async function phaseReached(t: Tester, aim: Aim, phase: string): Promise<void> {
  await Promise.race([aim.struck, t.sleep(phaseWithinMs)]);
  t.expect(
    aim.subject !== undefined,
    'phase-reached',
    () => `expected ${phase} within ${phaseWithinMs} ms, but it did not happen`,
  );
}

/** Lets a leader die that cannot know of a majority; it must not have acknowledged the command. */
export async function dieUnanswered(round: Round, submission: Submission): Promise<void> {
  const { leader, death } = round;
  const t: Tester = round.t;
  if (death === 'later') await t.sleep(temptationMs);
  t.expect(
    submission.answer !== 'acknowledged',
    'acknowledged-by-majority',
    () =>
      `server ${leader} applied command ${submission.command} at index ` +
      `${submission.index} and so acknowledged it, although no majority had told it that ` +
      `they hold it (§5.3)`,
  );
  t.faults.inject({ verb: 'crash', server: leader });
}

/** The client tries a command again and again, until somebody acknowledges it. */
async function expectServiceAgain(t: Tester, client: Client, command: number): Promise<void> {
  const beganMs = t.nowMs;
  while (t.nowMs - beganMs < serviceResumesWithinMs) {
    const taken = Array.from({ length: t.n }, (_, server) => client.submit(server, command));
    for (let poll = 0; poll < pollsPerOffer; poll++) {
      await t.sleep(pollMs);
      if (taken.some((submission) => submission?.answer === 'acknowledged')) {
        remarkSlowness(t, t.nowMs - beganMs);
        return;
      }
      // Nobody took it, so there is nothing to wait for.
      if (taken.every((submission) => submission === undefined)) break;
    }
  }
  t.fail(
    'service-resumes',
    `expected the service to answer again within ${serviceResumesWithinMs / 1000} s after ` +
      `its leader was gone, as ${t.n - 1} of ${t.n} servers were up and connected ` +
      `(§5.2), but nobody acknowledged command ${command}`,
  );
}

function remarkSlowness(t: Tester, tookMs: number): void {
  if (tookMs <= oddAfterMs) return;
  t.warn(
    `the service was away for ${(tookMs / 1000).toFixed(1)} s after its leader was gone; ` +
      `one election timeout should mostly do`,
  );
}
