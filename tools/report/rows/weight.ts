import type { TraceEvent } from '../../../sim/trace/event.ts';
import { isGranted } from '../../../tester/messages/message.ts';
import type { Call } from '../trace/calls.ts';
import type { Weight } from './row.ts';

/** How much an event says about why things are as they are. */
export function weightOf(
  event: TraceEvent,
  { call, wasLeader = false }: { call?: Call; wasLeader?: boolean },
): Weight {
  switch (event.kind) {
    case 'boot':
    case 'crash':
    case 'kill':
    case 'apply.snapshot':
    case 'snapshot':
      return 'turn';
    case 'state':
      return event.isLeader || wasLeader ? 'turn' : 'everyday';
    case 'connect':
    case 'disconnect':
      return 'news';
    case 'rpc.deliver':
    case 'rpc.reply':
      return call === undefined ? 'everyday' : weightOfHandling(call);
    case 'rpc.return':
      return isGranted(call?.reply) ? 'news' : 'everyday';
    case 'rpc.send':
    case 'rpc.drop':
    case 'start':
    case 'apply':
    case 'persist':
    case 'fault':
    case 'network':
    case 'check.begin':
    case 'check.end':
    case 'console':
    case 'violation':
      return 'everyday';
  }
}

function weightOfHandling({ args, reply }: Call): Weight {
  if (args.kind === 'install') return 'turn';
  if (reply?.kind === 'vote') return reply.voteGranted === true ? 'turn' : 'everyday';
  return reply?.kind === 'append' && reply.success === false ? 'news' : 'everyday';
}
