import { decode, encode } from '../../labgob/index.ts';
import { Caller } from '../../labrpc/guest/caller.ts';
import { install } from '../../sim/guest/install.ts';
import { ownBytes, wrapHost } from '../../sim/guest/host.ts';
import { ApplyCh } from './apply-ch.ts';
import type { RaftAgent, RaftHost } from './border.ts';
import { InspectionChanges } from './inspect.ts';
import { Persister } from './persister.ts';
import { answer, trueOrFalse, wholeNumber } from './values.ts';

/** What every implementation must offer, besides its RPC handlers. */
const contractMethods = ['Start', 'GetState', 'Snapshot', 'PersistBytes', 'Kill'] as const;

type Method = (...args: unknown[]) => unknown;

/**
 * Builds the inside of a Raft server's process: the last expression of this bundle is this function,
 * which the outside calls with its host functions. It checks what the implementation answers, since
 * types are gone at run time, and says what was expected and what came.
 */
export function connect(outside: RaftHost): RaftAgent {
  const host = wrapHost(outside);
  const caller = new Caller(host);
  const persister = new Persister(host);
  const applyCh = new ApplyCh(host);
  let make: Method | undefined;
  let raft: Record<string, unknown> = {};
  const inspections = new InspectionChanges();

  const base = install(host, (exports) => {
    const exported = exports.Make;
    if (typeof exported !== 'function') {
      const names = Object.keys(exports).join(', ');
      throw new TypeError(
        `the module must export a function Make; it exports ${names === '' ? 'nothing' : names}`,
      );
    }
    make = exported as Method;
  });

  const call = (name: string, ...args: unknown[]): unknown => {
    const method = raft[name];
    if (typeof method !== 'function') throw new TypeError(`the Raft object has no method ${name}`);
    return Reflect.apply(method, raft, args) as unknown;
  };

  return {
    ...base,
    make(servers, me) {
      const peers = Array.from({ length: servers }, (_, peer) => caller.end(peer));
      const made: unknown = make?.(peers, me, persister, applyCh);
      if (typeof made !== 'object' || made === null) {
        throw new TypeError(`Make must return the Raft object, got ${String(made)}`);
      }
      if (made instanceof Promise) {
        throw new TypeError('Make must return the Raft object at once, got a Promise');
      }
      raft = made as Record<string, unknown>;
      const missing = contractMethods.filter((name) => typeof raft[name] !== 'function');
      if (missing.length > 0) {
        throw new TypeError(`the object that Make returned has no ${missing.join(', ')}`);
      }
    },
    handlers: () => handlerNames(raft).join(' '),
    start(command) {
      const { index, term, isLeader } = answer('Start', call('Start', decode(ownBytes(command))));
      wholeNumber('Start', 'index', index);
      wholeNumber('Start', 'term', term);
      trueOrFalse('Start', isLeader);
      return `${index} ${term} ${isLeader ? '1' : '0'}`;
    },
    getState() {
      const { term, isLeader } = answer('GetState', call('GetState'));
      wholeNumber('GetState', 'term', term);
      trueOrFalse('GetState', isLeader);
      return term * 2 + (isLeader ? 1 : 0);
    },
    snapshot(index, snapshot) {
      call('Snapshot', index, ownBytes(snapshot));
    },
    inspect() {
      if (typeof raft.Inspect !== 'function') return undefined;
      try {
        return inspections.next(answer('Inspect', call('Inspect')));
      } catch (error) {
        return base.describeError(error);
      }
    },
    persistBytes: () => Number(call('PersistBytes')),
    kill() {
      call('Kill');
    },
    handle(request, method, args) {
      const reply = call(method, decode(ownBytes(args)));
      if (reply instanceof Promise) {
        reply.then(
          (value) => {
            finish(request, method, value);
          },
          (error: unknown) => {
            host.handlerFailed(request, base.describeError(error));
          },
        );
      } else {
        finish(request, method, reply);
      }
    },
    returned(id, reply) {
      caller.returned(id, reply);
    },
    taken(offer) {
      applyCh.taken(offer);
    },
  };

  function finish(request: number, method: string, reply: unknown): void {
    try {
      if (reply === undefined) {
        throw new TypeError(`the ${method} handler must return its reply, got undefined`);
      }
      host.replied(request, encode(reply));
    } catch (error) {
      host.handlerFailed(request, base.describeError(error));
    }
  }
}

/**
 * Methods with a capital letter that nobody calls from afar: those of the contract, and the private
 * ones that the skeleton has from the course.
 */
const noHandlers: readonly string[] = [...contractMethods, 'Inspect', 'Persist', 'ReadPersist'];

/** Handlers are all other methods with a capital letter. */
function handlerNames(raft: object): string[] {
  const names = new Set<string>();
  let level: object | null = raft;
  while (level !== null && level !== Object.prototype) {
    const properties = Object.entries(Object.getOwnPropertyDescriptors(level));
    for (const [name, { value }] of properties) if (typeof value === 'function') names.add(name);
    level = Object.getPrototypeOf(level) as object | null;
  }
  return [...names].filter((name) => /^[A-Z]/.test(name) && !noHandlers.includes(name));
}
