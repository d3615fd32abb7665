import { batch, effect } from '@preact/signals';
import { type Category, categories } from '../model/filter.ts';
import type { Session } from './session.ts';

const writeDelayMs = 200;

/**
 * Keeps the page's state in the address behind `#`, so that a link or a reload shows the same moment.
 * Events go by their numbers in the run, as in everything else that speaks of them.
 */
export function keepInHash(session: Session): () => void {
  readHash(session, location.hash);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = '';
  const stop = effect(() => {
    const text = hashOf(session);
    clearTimeout(timer);
    timer = setTimeout(() => {
      written = `#${text}`;
      history.replaceState(null, '', written);
    }, writeDelayMs);
  });
  const onChange = (): void => {
    if (location.hash !== written) readHash(session, location.hash);
  };
  addEventListener('hashchange', onChange);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener('hashchange', onChange);
  };
}

export function hashOf(session: Session): string {
  const { recording } = session.model;
  const { hidden, hiddenServers, pair } = session.filter.value;
  const { from, to } = session.span.value;
  const followed = session.followed.value;
  const fields = {
    event: String(recording.numberOf(session.cursor.value)),
    axis: session.axis.value,
    window: `${from.toFixed(2)}~${to.toFixed(2)}`,
    hide: [...hidden].map((category) => categories.indexOf(category)).join('.'),
    ...(hiddenServers.size > 0 ? { servers: [...hiddenServers].join('.') } : {}),
    ...(pair === undefined ? {} : { pair: pair.join('.') }),
    ...(followed === undefined ? {} : { follow: String(followed) }),
    ...(session.query.value === '' ? {} : { find: session.query.value }),
  };
  return new URLSearchParams(fields).toString();
}

/** Takes over what the text says; whatever it leaves out or cannot be, stays as it is. */
function readHash(session: Session, hash: string): void {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  batch(() => {
    const axis = fields.get('axis');
    if (axis === 'order' || axis === 'time') session.axis.value = axis;
    const hide = fields.get('hide');
    if (hide !== null) {
      const hidden = numbers(hide).flatMap((number): Category[] =>
        categories[number] ? [categories[number]] : [],
      );
      session.filter.value = { ...session.filter.value, hidden: new Set(hidden) };
    }
    const servers = fields.get('servers');
    if (servers !== null) {
      session.filter.value = { ...session.filter.value, hiddenServers: new Set(numbers(servers)) };
    }
    const [a, b] = numbers(fields.get('pair') ?? '');
    if (a !== undefined && b !== undefined) {
      session.filter.value = { ...session.filter.value, pair: [a, b] };
    }
    const [followed] = numbers(fields.get('follow') ?? '');
    if (followed !== undefined) session.followed.value = followed;
    session.query.value = fields.get('find') ?? session.query.value;
    const [event] = numbers(fields.get('event') ?? '');
    if (event !== undefined) session.moveTo(session.model.recording.positionOf(event));
    const [from, to] = (fields.get('window') ?? '').split('~').map(Number);
    if (from !== undefined && to !== undefined && to > from) session.setSpan({ from, to });
  });
}

function numbers(text: string): number[] {
  return text === ''
    ? []
    : text
        .split('.')
        .map(Number)
        .filter((value) => Number.isSafeInteger(value) && value >= 0);
}
