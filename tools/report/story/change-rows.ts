import { showValue } from '../../../sim/trace/show.ts';
import type { Change, DatedChange } from '../belief/changes.ts';
import type { ServerView } from '../belief/view.ts';
import type { Row, Weight } from '../rows/row.ts';
import { name, range } from '../rows/forms.ts';
import { showLog } from './log.ts';

/** What changed inside of a server, as a row of the story; it belongs to no event of the trace. */
export function changeRow({ server, atMs, change }: DatedChange, standing: string): Row {
  const forms = [textOf(change)];
  return {
    atMs,
    events: [],
    weight: weightOf(change),
    topics: ['STATE'],
    content: { kind: 'cells', cells: [{ server, standing, forms }] },
  };
}

function weightOf({ kind }: Change): Weight {
  switch (kind) {
    case 'drop':
    case 'vote':
    case 'term back':
    case 'disk':
      return 'turn';
    case 'match':
      return 'news';
    case 'commit':
    case 'next':
      return 'everyday';
  }
}

function textOf(change: Change): string {
  switch (change.kind) {
    case 'drop':
      return dropText(change);
    case 'vote': {
      const { was, is, term } = change;
      const now = is === null ? 'forgets it' : `now has it for ${name(is)}`;
      return `has its vote of term ${term} for ${name(was)}, and ${now}, in the same term`;
    }
    case 'term back':
      return `goes back from term ${change.was} to term ${change.is}`;
    case 'commit': {
      const { was, is } = change;
      const verb = is < was ? 'takes its commitIndex back' : 'raises its commitIndex';
      return `${verb} from ${was} to ${is}`;
    }
    case 'next':
    case 'match': {
      const { kind, peer, was, is } = change;
      return `takes its ${kind}Index for ${name(peer)} back from ${was} to ${is}`;
    }
    case 'disk':
      return diskText(change.view);
  }
}

function dropText({ from, entries }: Extract<Change, { kind: 'drop' }>): string {
  const terms = [...new Set(entries.map(({ term }) => term))];
  const shownTerms = terms.length > 4 ? [terms[0], '…', terms.at(-1)] : terms;
  const of = terms.length === 1 ? 'of term' : 'of terms';
  const what = entries.length === 1 ? 'entry' : 'entries';
  const indexes = range(from, from + entries.length - 1);
  const commands = entries.map(({ command }) => showValue(command));
  const shown = entries.length > mostCommands ? '' : ` (${commands.join(', ')})`;
  return `drops ${what} ${indexes} ${of} ${shownTerms.join(', ')}${shown} from its log`;
}

/** Of so many entries the commands are shown. */
const mostCommands = 4;

/** What a server has after a restart it has read from its disk. */
function diskText(view: ServerView): string {
  const { term, votedFor } = view;
  const vote = votedFor?.value;
  const parts = [
    ...(term === undefined ? [] : [`term ${term.value}`]),
    ...(vote === undefined ? [] : [vote === null ? 'no vote' : `vote for ${name(vote)}`]),
    `log ${showLog(view) ?? '?'}`,
    // The service has read it back before anything else.
    ...(view.applied.value === 0 ? [] : [`a snapshot up to ${view.applied.value}`]),
  ];
  return `comes back with ${parts.join(', ')}`;
}
