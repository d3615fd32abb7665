import { beforeAll, describe, expect, test } from 'vitest';
import { referenceSources } from '../../known-bugs/apply.ts';
import { findScenario } from '../../../labs/index.ts';
import { programOf } from '../../../tester/testing/implementation.ts';
import { run } from '../../../tester/run.ts';
import { openConfined, type Confined } from '../testing/confined.ts';
import { inertRaft } from '../testing/inert.ts';

/**
 * Where a policy puts the reference around a submission, its code is in the same process. These try to
 * read it, or to get at the servers that run it, by what a server is given: messages above all.
 */

let confined: Confined;
beforeAll(async () => {
  confined = await openConfined();
});

/**
 * Words that stand in the reference or in the names of its files. They are given to the spy in pieces,
 * which else would find them in itself.
 */
const words = ['solutions', 'reference', 'becomeFollower', 'electionTimeout', 'halfway'];
const pieces = JSON.stringify(words.map((word) => [word.slice(0, 4), word.slice(4)]));

/**
 * A server that follows whoever leads, looks at all it gets with `look`, and tells what it has seen by
 * an error.
 */
function spy(look: string): string {
  return `
const seen = new Set();
const say = (text) => { seen.add(String(text).replaceAll('\\n', ' ')); };
const look = (what) => { ${look} };
let term = 0;
const hear = (args) => { look(args); term = Math.max(term, args.term); };
class Spy {
  Start() { look(this); return { index: -1, term, isLeader: false }; }
  GetState() { return { term, isLeader: false }; }
  Snapshot() {}
  PersistBytes() { return 0; }
  Kill() {}
  RequestVote(args) { hear(args); return { term, voteGranted: false }; }
  AppendEntries(args) { hear(args); return { term, success: true }; }
  InstallSnapshot(args) { hear(args); return { term }; }
}
export function Make(peers, me, persister, applyCh) {
  setTimeout(() => {
    const vote = { term: 0, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 };
    for (const end of peers) if (end !== peers[me]) end.Call('Raft.RequestVote', vote).then(look, look);
  }, 700);
  setTimeout(() => {
    const words = ${pieces}.map((parts) => parts.join(''));
    const found = [...seen].filter((text) => words.some((word) => text.includes(word)));
    throw new Error('looked at ' + seen.size + ' texts, of the reference: ' + (found.join() || 'none'));
  }, 900);
  return new Spy();
}`;
}

describe('the code of its peers is nowhere to be seen', () => {
  test.each([
    ['in stacks', 'Error.stackTraceLimit = Infinity; say(new Error("x").stack);'],
    [
      'in functions that can be reached from messages',
      `for (let at = what; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
         for (const key of Reflect.ownKeys(at)) {
           let value; try { value = at[key]; } catch { continue; }
           if (typeof value === 'function') say(Function.prototype.toString.call(value) + value.name);
         }
         say(Function.prototype.toString.call(at.constructor));
       }`,
    ],
    [
      'in constructors of messages',
      `for (const each of [what, what?.entries, what?.entries?.[0], what?.data]) {
         try { say(each.constructor.constructor('return Object.keys(globalThis).join() + RaftServer')()); }
         catch (error) { say(error.stack); say(error.constructor === Error || error.constructor.name); }
       }`,
    ],
    ['in globals', 'say(Reflect.ownKeys(globalThis).map(String).join()); say(typeof RaftServer);'],
    [
      'in errors of calls that no peer understands',
      'try { structuredClone(() => 1); } catch (error) { say(error.stack); } say(typeof require);',
    ],
  ])('%s', async (_where, look) => {
    const [record] = await confined.among(spy(look), ['TestBasicAgree3B']);
    expect(record?.peersUsed?.kind).toBe('reference');
    expect(record?.failure?.message).toMatch(/looked at [1-9]\d* texts, of the reference: none/);
  });
});

const scenario = findScenario('TestBasicAgree3B');
const reference = await programOf(Object.fromEntries(referenceSources()));

describe('its peers agree without it, whatever it does', () => {
  test.each([
    [
      'it pollutes prototypes',
      'for (const of of [Object, Array, Map, Promise, Function]) { of.prototype.term = 99; of.prototype.voteGranted = true; of.prototype.isLeader = true; }',
    ],
    [
      'it replaces globals',
      'globalThis.setTimeout = () => 0; Math.random = () => 0; Date.now = () => 0; JSON.stringify = () => "";',
    ],
    [
      'its messages have fields called like what objects inherit',
      `for (const field of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then']) {
         const evil = JSON.parse('{"' + field + '":{"prototype":{"isLeader":true},"term":99}}');
         const vote = { term: -1, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 };
         setInterval(() => {
           for (const end of peers) { try { if (end !== peers[me]) void end.Call('Raft.RequestVote', Object.assign(evil, vote)); } catch {} }
         }, 50);
       }`,
    ],
    [
      'it looks for them in what it shares with them',
      'globalThis.leader = me; peers.length = 0; peers.push(null); Object.assign(persister, { Save: 1 }); Object.assign(applyCh, { send: 1 });',
    ],
  ])('though %s', async (_how, make) => {
    if (scenario === undefined) throw new Error('the test is missing');
    const result = await run(scenario, await programOf(inertRaft({ make })), {
      seed: 1,
      recording: 'off',
      implementation: 'submission',
      oracles: 'off',
      peers: { program: reference, implementation: 'solutions' },
    });
    expect(result.failure?.message).toMatch(/2 of the 3 servers needed had applied that index/);
  });
});
