import type { LogEntry } from '../../../raft/index.ts';
import type { AppendEntriesArgs, Args } from '../../../tester/messages/message.ts';
import type { Belief, Said } from './belief.ts';

/** What a server says of itself in a request, added to what it has said before. */
export function hear(belief: Belief, args: Args): Said {
  const said = args.term === undefined ? belief.said : { ...belief.said, term: args.term };
  switch (args.kind) {
    case 'vote': {
      const { lastLogIndex, lastLogTerm } = args;
      return {
        ...said,
        ...(lastLogIndex === undefined ? {} : { lastLogIndex }),
        ...(lastLogTerm === undefined ? {} : { lastLogTerm }),
      };
    }
    case 'append': {
      const { leaderCommit } = args;
      const isLeader = belief.state?.isLeader === true && belief.state.term === args.term;
      const log = isLeader ? sentLog(said.log, args) : undefined;
      return {
        ...said,
        ...(leaderCommit === undefined ? {} : { leaderCommit }),
        ...(log === undefined ? {} : { log }),
      };
    }
    case 'install':
    case 'other':
      return said;
  }
}

/** A leader only appends, so stretches it sent one after the other make one longer stretch. */
function sentLog(known: Said['log'], args: AppendEntriesArgs): Said['log'] {
  const { prevLogIndex, runs } = args;
  if (prevLogIndex === undefined || runs === undefined || runs.length === 0) return known;
  const entries = args.entries as readonly LogEntry[];
  const from = prevLogIndex + 1;
  if (known === undefined || from > known.from + known.entries.length) return { from, entries };
  if (from + entries.length < known.from) return known;
  if (from >= known.from) {
    const end = from - known.from + entries.length;
    if (end <= known.entries.length) return known;
    return {
      from: known.from,
      entries: [...known.entries.slice(0, from - known.from), ...entries],
    };
  }
  const rest = known.entries.slice(from + entries.length - known.from);
  return { from, entries: [...entries, ...rest] };
}
