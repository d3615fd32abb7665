/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { printable } from '../../../report/text.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Outcome } from '../../run/grades.ts';
import { brokenRules } from '../failures.ts';
import { peersOf, type PeersSummary } from '../peers.ts';
import { notGradedLine, showPoints } from '../phrases.ts';
import { Table, type Column, type Row } from './parts.tsx';

/** Everybody's points, with a link to the report. */
export function StudentTable({
  outcomes,
  policy,
}: {
  readonly outcomes: readonly Outcome[];
  readonly policy: Policy;
}) {
  const hasPeers = policy.peers === 'reference';
  const ofPeers: readonly Column[] = hasPeers
    ? ['Among the reference', 'Led'].map((title) => ({ title, isNumber: true }))
    : [];
  const columns: readonly Column[] = [
    { title: 'Student' },
    { title: 'Id' },
    { title: 'Points', isNumber: true },
    ...ofPeers,
    { title: 'Most broken' },
  ];
  return <Table columns={columns} rows={outcomes.map((outcome) => rowOf(outcome, hasPeers))} />;
}

function rowOf(outcome: Outcome, hasPeers: boolean): Row {
  const { id, student } = outcome.student;
  const link = `submissions/${encodeURIComponent(id)}/report.html`;
  const who = [<a href={link}>{printable(student)}</a>, id];
  if (outcome.kind === 'not-graded') {
    const why = <span class="bad">{notGradedLine(outcome)}</span>;
    return [...who, 'none', ...(hasPeers ? ['', ''] : []), why];
  }
  const { score, lateFactor, problem } = outcome;
  return [
    ...who,
    <>
      {showPoints(score)}
      {lateFactor !== 1 && <span class="dim"> × {lateFactor}</span>}
    </>,
    ...(hasPeers ? peersCells(peersOf(outcome)) : []),
    printable(problem ?? brokenRules(outcome)[0]?.property ?? ''),
  ];
}

/** Who never leads has half of the work done by others: an instructor should see it. */
function peersCells(kept: PeersSummary | undefined): Row {
  if (kept === undefined) return ['', ''];
  return [`${kept.among} of ${kept.runs}`, kept.led];
}
