import { showValue } from '../../sim/trace/show.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { randomCommand } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';
import { allInTerm, withinOneTerm } from './attempts.ts';

const electionRpcLimit = 30;
const entries = 10;
const agreementRpcLimit = (entries + 1 + 3) * 3;
const idleRpcLimit = 3 * 20;

/** Elections, agreement and idleness each cost a reasonable number of RPCs. */
export const count: Scenario = {
  name: 'TestCount3B',
  title: "RPC counts aren't too high",
  part: '3B',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.checkOneLeader();
    const election = rpcsReceived(t);
    t.expect(
      election >= 1 && election <= electionRpcLimit,
      'rpc-count',
      () =>
        `expected 1 to ${electionRpcLimit} RPCs to elect the first leader, ` + `got ${election}`,
    );

    const agreed = await withinOneTerm(t, (leader) => agreeAndCount(t, leader));
    t.expect(
      agreed.rpcs <= agreementRpcLimit,
      'rpc-count',
      () =>
        `expected at most ${agreementRpcLimit} RPCs to agree on ${entries} ` +
        `entries, got ${agreed.rpcs}: one AppendEntries may carry many entries`,
    );

    await t.sleep(raftElectionTimeoutMs);
    const idle = rpcsReceived(t) - agreed.rpcsSoFar;
    t.expect(
      idle <= idleRpcLimit,
      'rpc-count',
      () =>
        `expected at most ${idleRpcLimit} RPCs in ${raftElectionTimeoutMs} ms ` +
        `with nothing to do, got ${idle}: are heartbeats sent too often?`,
    );
  },
};

interface Agreement {
  readonly rpcs: number;
  readonly rpcsSoFar: number;
}

/** Starts commands in one go and counts the RPCs to agree on them; undefined = the term changed. */
async function agreeAndCount(t: Tester, leader: number): Promise<Agreement | undefined> {
  const before = rpcsReceived(t);
  const first = t.Start(leader, 1);
  if (!first?.isLeader) return undefined;

  // One command more than is waited for, as in the course.
  const commands: number[] = [];
  for (let k = 1; k <= entries + 1; k++) {
    const command = randomCommand(t);
    const started = t.Start(leader, command);
    if (!started?.isLeader || started.term !== first.term) return undefined;
    t.expect(
      started.index === first.index + k,
      'next-index',
      () =>
        `expected Start on server ${leader} to give index ${first.index + k}, ` +
        `the one after its last entry, got ${started.index}`,
    );
    commands.push(command);
  }

  for (const [k, command] of commands.slice(0, entries).entries()) {
    const index = first.index + 1 + k;
    const committed = await t.wait(index, { servers: t.n, startTerm: first.term });
    if (committed === undefined) return undefined;
    t.expect(
      committed === command,
      'agreement',
      () =>
        `expected command ${command} at index ${index}, where server ` +
        `${leader} put it in term ${first.term}, got ${showValue(committed)}`,
    );
  }

  if (!allInTerm(t, first.term)) return undefined;
  const rpcsSoFar = rpcsReceived(t);
  return { rpcs: rpcsSoFar - before, rpcsSoFar };
}

function rpcsReceived(t: Tester): number {
  let sum = 0;
  for (let server = 0; server < t.n; server++) sum += t.rpcCount(server);
  return sum;
}
