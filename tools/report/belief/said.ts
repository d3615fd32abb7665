import type { LogEntry } from '../../../raft/index.ts';
import type { Belief, Said } from './belief.ts';

/** What a server says of itself in a request, added to what it has said before. */
export function hear(belief: Belief, method: string, args: unknown): Said {
  const { said } = belief;
  if (typeof args !== 'object' || args === null) return said;
  const fields = args as Readonly<Record<string, unknown>>;
  if (method.endsWith('.RequestVote')) return { ...said, ...numbers(fields, voteFields) };
  if (!method.endsWith('.AppendEntries')) return { ...said, ...numbers(fields, ['term']) };
  const isLeader = belief.state?.isLeader === true && belief.state.term === fields.term;
  const log = isLeader ? sentLog(said.log, fields) : undefined;
  return {
    ...said,
    ...numbers(fields, ['term', 'leaderCommit']),
    ...(log === undefined ? {} : { log }),
  };
}

const voteFields = ['term', 'lastLogIndex', 'lastLogTerm'];

function numbers(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Partial<Said> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}

/** A leader only appends, so stretches it sent one after the other make one longer stretch. */
function sentLog(known: Said['log'], fields: Readonly<Record<string, unknown>>): Said['log'] {
  const { prevLogIndex, entries } = fields;
  if (typeof prevLogIndex !== 'number' || !isLog(entries) || entries.length === 0) return known;
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

/** Whether a value is a list of log entries, as the contract has them. */
export function isLog(value: unknown): value is readonly LogEntry[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry: unknown) =>
        typeof entry === 'object' &&
        entry !== null &&
        'term' in entry &&
        typeof entry.term === 'number' &&
        'command' in entry,
    )
  );
}
