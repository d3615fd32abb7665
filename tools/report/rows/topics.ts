import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Args } from '../../../tester/messages/message.ts';

/** What the rows of a log can be about, with what each means; the keys are what `--log=` takes. */
const topicMeanings = {
  VOTE: 'RequestVote: sent, handled, answered, lost',
  APPEND: 'AppendEntries other than uneventful heartbeats',
  HEART: 'heartbeats, each of them; unless asked for, uneventful ones are folded',
  SNAP: "InstallSnapshot, the service's snapshots, snapshots applied",
  RPC: 'calls of any other method',
  STATE: 'changes of term and leadership',
  START: 'commands handed to Start',
  APPLY: 'commands and snapshots applied',
  PERSIST: 'what is saved',
  CRASH: 'servers that crash and start',
  FAULT: 'crashes, starts, cutting off, connecting, changes of the network',
  NET: 'cutting off, connecting, changes of the network',
  DROP: 'messages that were lost',
  CHECK: 'checks of the test, and what failed',
  CONSOLE: "the implementation's own console lines",
} as const;

export type Topic = keyof typeof topicMeanings;

export const topics = Object.keys(topicMeanings) as readonly Topic[];

/**
 * Reads a list such as `VOTE,APPEND`; upper and lower case are the same.
 *
 * @throws RangeError that lists the choices, when a topic is unknown
 */
export function parseTopics(list: string): readonly Topic[] {
  return list.split(',').map((word) => {
    const wanted = word.trim().toUpperCase();
    const topic = topics.find((known) => known === wanted);
    if (topic !== undefined) return topic;
    const choices = topics.map((known) => `  ${known.padEnd(8)} ${topicMeanings[known]}`);
    throw new RangeError(`unknown topic '${word.trim()}'; the topics are\n${choices.join('\n')}`);
  });
}

/** The topics under which an event is shown; a message's depend on what it carries. */
export function topicsOf(event: TraceEvent, args: Args | undefined): readonly Topic[] {
  switch (event.kind) {
    case 'rpc.send':
    case 'rpc.deliver':
    case 'rpc.reply':
    case 'rpc.return':
      return topicsOfCall(args);
    case 'rpc.drop':
      return [...topicsOfCall(args), 'DROP'];
    case 'state':
      return ['STATE'];
    case 'start':
      return ['START'];
    case 'apply':
      return ['APPLY'];
    case 'apply.snapshot':
      return ['APPLY', 'SNAP'];
    case 'persist':
      return ['PERSIST'];
    case 'snapshot':
      return ['SNAP'];
    case 'boot':
    case 'kill':
    case 'crash':
      return ['CRASH', 'FAULT'];
    case 'fault':
      return ['FAULT'];
    case 'connect':
    case 'disconnect':
    case 'network':
      return ['NET', 'FAULT'];
    case 'check.begin':
    case 'check.end':
    case 'violation':
      return ['CHECK'];
    case 'console':
      return ['CONSOLE'];
  }
}

function topicsOfCall(args: Args | undefined): readonly Topic[] {
  switch (args?.kind) {
    case 'vote':
      return ['VOTE'];
    case 'append':
      return args.entries.length === 0 ? ['APPEND', 'HEART'] : ['APPEND'];
    case 'install':
      return ['SNAP'];
    case 'other':
    case undefined:
      return ['RPC'];
  }
}
