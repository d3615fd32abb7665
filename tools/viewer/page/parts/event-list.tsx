import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showTime } from '../../../../sim/trace/show.ts';
import { categoryOf } from '../model/filter.ts';
import { lowerBound, type Session } from '../session/session.ts';
import { Badge } from './badge.tsx';

const rowHeight = 21;
const spare = 6;

/** All shown events as lines; only those in view exist in the page. */
export function EventList({ session }: { readonly session: Session }) {
  const ref = useRef<HTMLDivElement>(null);
  const scrolled = useSignal(0);
  const height = useSignal(300);
  const { positions } = session.shown.value;
  const cursor = session.cursor.value;
  useEffect(() => {
    const list = ref.current;
    if (list === null) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = list.clientHeight;
    });
    observer.observe(list);
    return () => {
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (ref.current !== null) bringIntoView(ref.current, lowerBound(positions, cursor));
  }, [cursor, positions]);
  const first = Math.max(0, Math.floor(scrolled.value / rowHeight) - spare);
  const last = Math.min(
    positions.length,
    Math.ceil((scrolled.value + height.value) / rowHeight) + spare,
  );
  const { recording } = session.model;
  const isCursorInView = positions.subarray(first, last).includes(cursor);
  return (
    <section class="panel events" aria-label="Events">
      <h2>
        Events
        <span class="quiet">
          {' '}
          {positions.length.toLocaleString('en')} of {recording.total.toLocaleString('en')} shown
        </span>
      </h2>
      <div
        ref={ref}
        class="scroll list"
        role="listbox"
        tabIndex={0}
        aria-label="Events in order"
        {...(isCursorInView ? { 'aria-activedescendant': `event-${cursor}` } : {})}
        onScroll={(event) => {
          scrolled.value = event.currentTarget.scrollTop;
        }}
      >
        <div
          class="rows"
          role="presentation"
          style={{ height: `${positions.length * rowHeight}px` }}
        >
          {Array.from(positions.subarray(first, last), (position, i) => (
            <Row key={position} session={session} position={position} at={first + i} />
          ))}
        </div>
      </div>
    </section>
  );
}

function Row({
  session,
  position,
  at,
}: {
  readonly session: Session;
  readonly position: number;
  readonly at: number;
}) {
  const { model } = session;
  const isSelected = session.cursor.value === position;
  const found = session.found.value;
  const isFound = found?.[lowerBound(found, position)] === position;
  const { gapAt, total } = model.recording;
  const isAfterGap =
    gapAt !== undefined &&
    position >= gapAt &&
    (session.shown.value.positions[at - 1] ?? -1) < gapAt;
  const kind = model.recording.kind(position);
  const classes = ['row', categoryOf(model.recording, position).replaceAll(' ', '-')];
  if (kind === 'rpc.drop') classes.push('lost');
  if (kind === 'violation') classes.push('violation');
  if (isFound) classes.push('found');
  if (isAfterGap) classes.push('after-gap');
  return (
    <div
      id={`event-${position}`}
      class={classes.join(' ')}
      role="option"
      aria-selected={isSelected}
      aria-setsize={session.shown.value.positions.length}
      aria-posinset={at + 1}
      style={{ top: `${at * rowHeight}px` }}
      title={`#${model.recording.numberOf(position)}`}
      onClick={() => {
        session.moveTo(position);
      }}
    >
      <span class="time">{showTime(model.timeMs(position))}</span>
      {isAfterGap && <b class="gap">{`⋯ ${total - model.length} left out ⋯`}</b>}
      <Badge session={session} position={position} />
      <span>{model.text(position)}</span>
    </div>
  );
}

function bringIntoView(list: HTMLElement, row: number): void {
  const top = row * rowHeight;
  const margin = rowHeight * 2;
  if (top < list.scrollTop + margin) list.scrollTop = Math.max(0, top - list.clientHeight / 2);
  else if (top > list.scrollTop + list.clientHeight - margin)
    list.scrollTop = top - list.clientHeight / 2;
}
