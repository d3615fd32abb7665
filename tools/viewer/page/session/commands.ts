import { defaultFilter } from '../model/filter.ts';
import type { Session } from './session.ts';

/** Something a reader can do, by key and mostly by button too. */
export interface Command {
  readonly id: string;
  /** Keys as `KeyboardEvent.key` names them. */
  readonly keys: readonly string[];
  readonly title: string;
  readonly group: 'Move' | 'Look' | 'Show' | 'Keep';
  readonly run: (session: Session) => void;
}

const zoomStep = 1.5;

/** The server that the selected event is about: the one that did it. */
export function serverAtCursor(session: Session): number | undefined {
  const event = session.model.event(session.cursor.value);
  if ('from' in event) {
    const isAtHandler = event.kind === 'rpc.deliver' || event.kind === 'rpc.reply';
    return isAtHandler ? event.to : event.from;
  }
  return 'server' in event ? event.server : undefined;
}

function stepByServer(session: Session, direction: 1 | -1): void {
  const server = serverAtCursor(session);
  if (server === undefined) {
    session.step(direction, 'event');
    return;
  }
  session.step(direction, `event of S${server}`, (position) =>
    session.model.involves(position, server),
  );
}

function stepByRpc(session: Session, direction: 1 | -1): void {
  const event = session.model.event(session.cursor.value);
  if ('from' in event) {
    session.stepIn(session.model.legs.eventsOf(event.id), direction, 'event of this RPC');
  } else session.say('The selected event belongs to no RPC.');
}

function stepByProblem(session: Session, direction: 1 | -1): void {
  const { problems } = session.model;
  if (problems.length === 0) session.say('Nothing went wrong in this run, nor was made to.');
  else session.stepIn(problems, direction, 'problem');
}

/** Moves along what the search has found. */
export function stepByMatch(session: Session, direction: 1 | -1): void {
  const found = session.found.value;
  if (session.query.value === '') session.say('Search for something first: press /');
  else if (found === undefined) session.say('The search is still under way.');
  else if (found.length === 0) session.say('No event matches the search.');
  else session.stepIn(found, direction, 'match');
}

/** Changes the window, or says why it stays as it is. */
function changeWindow(session: Session, change: () => void, otherwise: string): void {
  const before = session.span.value;
  change();
  const { from, to } = session.span.value;
  if (Math.abs(before.from - from) < 1e-9 && Math.abs(before.to - to) < 1e-9) {
    session.say(otherwise);
  } else session.notice.value = '';
}

/** All commands that need nothing but the session; the page adds those that open files or menus. */
export const commands: readonly Command[] = [
  command('Move', 'next', ['ArrowRight', 'j'], 'next event', (s) => {
    s.step(1, 'event');
  }),
  command('Move', 'previous', ['ArrowLeft', 'k'], 'previous event', (s) => {
    s.step(-1, 'event');
  }),
  command('Move', 'next-server', ['ArrowDown'], "next event of this event's server", (s) => {
    stepByServer(s, 1);
  }),
  command('Move', 'previous-server', ['ArrowUp'], "previous event of this event's server", (s) => {
    stepByServer(s, -1);
  }),
  command('Move', 'next-rpc', [']'], 'next event of this RPC', (s) => {
    stepByRpc(s, 1);
  }),
  command('Move', 'previous-rpc', ['['], 'previous event of this RPC', (s) => {
    stepByRpc(s, -1);
  }),
  command('Move', 'next-problem', ['n'], 'next problem', (s) => {
    stepByProblem(s, 1);
  }),
  command('Move', 'previous-problem', ['p'], 'previous problem', (s) => {
    stepByProblem(s, -1);
  }),
  command('Move', 'first', ['Home'], 'first event', (s) => {
    s.moveTo(s.shown.value.positions[0] ?? 0);
  }),
  command('Move', 'last', ['End'], 'last event', (s) => {
    s.moveTo(s.shown.value.positions.at(-1) ?? 0);
  }),
  command('Move', 'failure', ['f'], 'the failure', (s) => {
    if (s.model.failure === undefined) s.say('The run passed: there is no failure to go to.');
    else s.moveTo(s.model.failure);
  }),
  command('Move', 'next-found', ['Enter'], 'next match of the search', (s) => {
    stepByMatch(s, 1);
  }),
  command('Move', 'previous-found', ['N'], 'previous match of the search', (s) => {
    stepByMatch(s, -1);
  }),
  command('Look', 'zoom-in', ['+', '='], 'zoom in', (s) => {
    changeWindow(
      s,
      () => {
        s.zoom(1 / zoomStep);
      },
      'The window is as close as it gets.',
    );
  }),
  command('Look', 'zoom-out', ['-'], 'zoom out', (s) => {
    changeWindow(
      s,
      () => {
        s.zoom(zoomStep);
      },
      'The window shows the whole run already.',
    );
  }),
  command('Look', 'pan-left', ['a', 'PageUp'], 'move the window back', (s) => {
    changeWindow(
      s,
      () => {
        s.pan(-0.5);
      },
      'The window is at the beginning of the run.',
    );
  }),
  command('Look', 'pan-right', ['d', 'PageDown'], 'move the window on', (s) => {
    changeWindow(
      s,
      () => {
        s.pan(0.5);
      },
      'The window is at the end of the run.',
    );
  }),
  command('Look', 'whole', ['0'], 'show the whole run', (s) => {
    changeWindow(
      s,
      () => {
        s.setSpan(s.extent);
      },
      'The window shows the whole run already.',
    );
  }),
  command('Look', 'cursor', ['c'], 'show what is around the selected event', (s) => {
    changeWindow(
      s,
      () => {
        s.lookAround(56);
      },
      'The window is around the selected event already.',
    );
  }),
  command('Look', 'axis', ['t'], 'axis by order or by time', (s) => {
    s.setAxis(s.axis.value === 'order' ? 'time' : 'order');
  }),
  command('Show', 'heartbeats', ['h'], 'heartbeats shown or hidden', toggleHeartbeats),
  command('Show', 'all', ['r'], 'filters back to how they were', (s) => {
    if (s.filter.value === defaultFilter) s.say('The filters are as they were.');
    else s.resetFilter();
  }),
  command('Show', 'filter', ['v'], 'what is shown: kinds, servers, a pair', (s) => {
    s.isFilterOpen.value = !s.isFilterOpen.value;
  }),
  command('Show', 'help', ['?'], 'this help', (s) => {
    s.isHelpOpen.value = !s.isHelpOpen.value;
  }),
];

function toggleHeartbeats(session: Session): void {
  const hidden = new Set(session.filter.value.hidden);
  if (!hidden.delete('heartbeats')) hidden.add('heartbeats');
  session.setFilter({ hidden });
}

function command(
  group: Command['group'],
  id: string,
  keys: readonly string[],
  title: string,
  run: (session: Session) => void,
): Command {
  return { id, keys, title, group, run };
}

/** Where keys have a meaning of their own. */
const ownKeys = 'input, textarea, select, dialog, [role=separator]';

/** Runs the command of a key, unless the key belongs to a field or a list that has the focus. */
export function onKey(event: KeyboardEvent, session: Session, all: readonly Command[]): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : undefined;
  if (event.key === 'Escape') {
    session.isHelpOpen.value = false;
    session.isFilterOpen.value = false;
    if (target instanceof HTMLElement) target.blur();
    return;
  }
  if (target?.closest(ownKeys) !== null && target !== undefined) return;
  const isButton = target?.closest('button, summary') ?? null;
  if (isButton !== null && (event.key === 'Enter' || event.key === ' ')) return;
  const wanted = all.find(({ keys }) => keys.includes(event.key));
  if (wanted === undefined) return;
  event.preventDefault();
  session.notice.value = '';
  wanted.run(session);
}
