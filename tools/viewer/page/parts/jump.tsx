import { showTime } from '../../../../sim/trace/show.ts';
import type { Session } from '../session/session.ts';
import { Badge } from './badge.tsx';

/** A button that leads to an event, with the text that is used for it everywhere. */
export function Jump({
  session,
  position,
  text,
}: {
  readonly session: Session;
  readonly position: number;
  /** In place of its own, where the event's text stands beside it anyway. */
  readonly text?: string;
}) {
  const { model } = session;
  return (
    <button
      type="button"
      class="jump"
      aria-current={session.cursor.value === position}
      title={model.line(position)}
      onClick={() => {
        session.moveTo(position);
      }}
    >
      <Badge session={session} position={position} />
      <span class="text">{text ?? model.text(position)}</span>
      <span class="time">{showTime(model.timeMs(position))}</span>
    </button>
  );
}

export function Jumps({
  session,
  positions,
}: {
  readonly session: Session;
  readonly positions: readonly number[];
}) {
  return (
    <>
      {positions.map((position) => (
        <Jump key={position} session={session} position={position} />
      ))}
    </>
  );
}
