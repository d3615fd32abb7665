import type { TraceEvent } from '../../sim/trace/event.ts';
import type { Moment } from '../cluster/raft-server.ts';
import { rpcOf } from '../messages/figures.ts';
import { replyOf } from '../messages/message.ts';
import { Replication } from './replication.ts';
import type { Trigger } from './trigger.ts';

/** What a trigger sees: moments inside of servers, and everything in the trace. */
export type Sight = Moment | { readonly kind: 'event'; readonly event: TraceEvent };

/** Answers whose act it was, when something it sees is the moment waited for. */
export type Watch = (sight: Sight) => number | undefined;

/** Makes a watch for a trigger, which begins to count at once. */
export function watchFor(trigger: Trigger): Watch {
  if (trigger.kind === 'replicated') return watchReplication(trigger.server, trigger.followers);
  if (trigger.kind === 'vote') return watchVotes(trigger.server, trigger.count);
  let seen = 0;
  return (sight) => {
    const actor = sight.kind === 'event' ? actorOf(trigger, sight.event) : within(trigger, sight);
    if (actor === undefined) return undefined;
    if (trigger.server !== undefined && trigger.server !== actor) return undefined;
    return ++seen === trigger.count ? actor : undefined;
  };
}

/** Triggers that no event shows at the right moment. */
function within(trigger: Trigger, moment: Moment): number | undefined {
  if (trigger.kind === 'persist' && moment.kind === 'save') {
    if (trigger.side !== moment.side) return undefined;
    const isMeant = trigger.during === undefined || moment.during.includes(trigger.during);
    return isMeant ? moment.server : undefined;
  }
  if (trigger.kind === 'answer' && moment.kind === 'answer') {
    return trigger.method === moment.method ? moment.server : undefined;
  }
  return undefined;
}

function actorOf(trigger: Trigger, event: TraceEvent): number | undefined {
  if (trigger.kind === 'request' && event.kind === 'rpc.deliver') {
    return event.method === `Raft.${trigger.method}` ? event.to : undefined;
  }
  if (trigger.kind === 'elected' && event.kind === 'state') {
    return event.isLeader ? event.server : undefined;
  }
  if (trigger.kind === 'apply' && event.kind === 'apply') {
    return (trigger.index ?? event.index) === event.index ? event.server : undefined;
  }
  if (trigger.kind === 'apply-snapshot' && event.kind === 'apply.snapshot') return event.server;
  return undefined;
}

function watchReplication(server: number | undefined, followers: number): Watch {
  const replication = new Replication();
  return (sight) => {
    if (sight.kind !== 'event') return undefined;
    const reached = replication.follow(sight.event);
    if (reached?.followers !== followers) return undefined;
    return (server ?? reached.leader) === reached.leader ? reached.leader : undefined;
  };
}

function watchVotes(server: number | undefined, count: number): Watch {
  const granted = new Map<number, number>();
  const votes = new Map<string, number>();
  return (sight) => {
    if (sight.kind !== 'event') return undefined;
    const { event } = sight;
    if (event.kind === 'rpc.reply') {
      if (rpcOf(event.method) !== 'vote') return undefined;
      const reply = replyOf(event);
      const isGranted = reply.kind === 'vote' && reply.voteGranted === true;
      if (isGranted && reply.term !== undefined) granted.set(event.id, reply.term);
      return undefined;
    }
    if (event.kind !== 'rpc.return') return undefined;
    const term = granted.get(event.id);
    granted.delete(event.id);
    if (term === undefined || (server ?? event.from) !== event.from) return undefined;
    const key = `${event.from} in ${term}`;
    const reached = (votes.get(key) ?? 0) + 1;
    votes.set(key, reached);
    return reached === count ? event.from : undefined;
  };
}
