import type { Session } from '../session/session.ts';

/** The number of an event that is evidence; nothing for any other. */
export function Badge({
  session,
  position,
}: {
  readonly session: Session;
  readonly position: number;
}) {
  const number = session.model.evidence.numberOf(position);
  if (number === undefined) return null;
  return (
    <b class="evidence" title={`evidence ${number}`}>
      {number}
    </b>
  );
}
