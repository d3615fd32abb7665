import type { Hint } from '../../../report/diagnosis/hint.ts';
import type { Session } from '../session/session.ts';
import { Jump, Jumps } from './jump.tsx';

/** What the verdict rests on, what may be the reason, and what was odd, each with jumps. */
export function Story({ session }: { readonly session: Session }) {
  const { model } = session;
  const { evidence, circumstances, highlights, failure } = model;
  const others = circumstances
    .map(({ position }) => position)
    .filter((position) => evidence.numberOf(position) === undefined);
  return (
    <>
      {failure !== undefined && (
        <nav class="reasons" aria-label="Why it failed">
          {evidence.ofFailure.length > 0 && <span class="quiet">Evidence:</span>}
          <Jumps session={session} positions={evidence.ofFailure} />
          <Jump session={session} position={failure} text="✗ failed" />
          {others.length > 0 && <span class="quiet">Around it:</span>}
          <Jumps session={session} positions={others} />
        </nav>
      )}
      <Hints session={session} />
      {highlights.length > 0 && (
        <nav class="reasons" aria-label="Worth a look">
          <span class="quiet">Worth a look:</span>
          <Jumps session={session} positions={highlights} />
        </nav>
      )}
    </>
  );
}

/** The hints of the terminal, and notes of rules that were broken without harm. */
function Hints({ session }: { readonly session: Session }) {
  const { hints, evidence, result } = session.model;
  const notes = result.oracleNotes;
  if (hints.length + notes.length === 0) return null;
  return (
    <ul class="hints" aria-label="Hints and notes" tabIndex={0}>
      {hints.map((hint, i) => (
        <HintItem key={i} session={session} hint={hint} shown={evidence.ofHints[i] ?? []} />
      ))}
      {notes.map(({ rule, title, message, times }) => (
        <li key={rule}>
          <b>Note</b> {title}
          {times > 1 ? ` (${times} times)` : ''}
          <span class="quiet">{message}</span>
          <Jumps session={session} positions={evidence.ofRule(rule) ?? []} />
        </li>
      ))}
    </ul>
  );
}

function HintItem({
  session,
  hint,
  shown,
}: {
  readonly session: Session;
  readonly hint: Hint;
  readonly shown: readonly number[];
}) {
  return (
    <li>
      <b>Hint</b> {hint.text} <span class="read">read {hint.section}</span>
      <span class="quiet">{hint.evidence}</span>
      <Jumps session={session} positions={shown} />
    </li>
  );
}
