import type { Tester } from '../tester/tester.ts';
import { startMany } from './commands.ts';

/** Enough that some are applied already while others are still to come. */
const commandsUnderWay = 20;
/** What a healthy cluster needs to apply the first of them, with time to spare. */
const busyWithinMs = 100;
/** Longer than a leader pauses between heartbeats, and than most election timeouts. */
const lingerMs = 500;

/**
 * Ends a test in the way in which a service is really stopped: Kill comes while there is work, and the
 * process goes on for a while. Elsewhere a crash follows at once, and what Kill forgot never shows.
 *
 * A killed server sends nothing and applies nothing any more; the oracles see to that.
 */
export async function shutDown(t: Tester): Promise<void> {
  const count = 1 + t.random.int(commandsUnderWay / 2);
  const aim = t.faults.aim({
    when: { kind: 'apply', count },
    then: [{ verb: 'kill', server: 'subject', lingerMs }],
  });
  for (let server = 0; server < t.n; server++) startMany(t, server, commandsUnderWay);
  await Promise.race([aim.struck, t.sleep(busyWithinMs)]);
  for (let server = 0; server < t.n; server++) {
    t.faults.inject({ verb: 'kill', server, lingerMs });
  }
  await t.sleep(lingerMs);
}
