import type { StartResult } from '../raft/index.ts';
import type { Tester } from '../tester/tester.ts';

/** Commands are drawn from 0 to one below this, the widest range of exact integers. */
export const commandsBelow = 2 ** 53;

/**
 * A command that no other one of the run is likely to equal: several tests recognise a command in
 * the log by its value alone, and a repeated value would let a lost one pass for present. Wide as
 * the course's, too: a log of small ones would never grow past the size limit of 3D.
 */
export function randomCommand(t: Tester): number {
  return t.random.int(commandsBelow);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Random ASCII text, so that its length in characters is also its length in bytes. */
export function randomText(t: Tester, length: number): string {
  let text = '';
  while (text.length < length) text += letters.charAt(t.random.int(letters.length));
  return text;
}

/** Calls Start on a server that has just been found to be the leader; it must accept. */
export function startOnLeader(t: Tester, leader: number, command: number): StartResult {
  const started = t.Start(leader, command);
  if (started?.isLeader) return started;
  t.fail(
    'start-accepted',
    `expected server ${leader}, which GetState had shown as the leader, to accept ` +
      `Start(${command}), got ${refusal(started)}`,
  );
}

function refusal(started: StartResult | undefined): string {
  return started === undefined
    ? 'no answer, because the server is down'
    : `isLeader false in term ${started.term}`;
}

/** Starts many random commands on one server, whether it accepts them or not. */
export function startMany(t: Tester, server: number, count: number): void {
  for (let k = 0; k < count; k++) t.Start(server, randomCommand(t));
}

/** Brings many random commands to agreement, one after the other. */
export async function agreeOnMany(t: Tester, count: number, servers: number): Promise<void> {
  for (let k = 0; k < count; k++) await t.one(randomCommand(t), { servers, retry: true });
}
