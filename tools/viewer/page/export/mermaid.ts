import type { Leg } from '../model/legs.ts';
import { legLabel } from '../draw/label.ts';
import type { Session } from '../session/session.ts';

const mostLines = 400;

/** The window as a Mermaid sequence diagram: shown messages and events, in order. */
export function toMermaid(session: Session): string {
  const { model } = session;
  const { from, to } = session.positionsInSpan();
  const lines = ['sequenceDiagram', '  participant clients'];
  for (const server of model.servers) lines.push(`  participant S${server}`);
  let written = 0;
  for (const position of session.shown.value.positions) {
    if (position < from || position > to) continue;
    const line = lineOf(session, position);
    if (line === undefined) continue;
    if (++written > mostLines) {
      lines.push(`  note over S0: more than ${mostLines} events; choose a smaller window`);
      break;
    }
    lines.push(`  ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

function lineOf(session: Session, position: number): string | undefined {
  const { model } = session;
  const event = model.event(position);
  if ('from' in event) {
    const leg = model.legs.all[model.legs.at[position] ?? -1];
    // A message is one line, where it arrives or is lost.
    return leg?.end === position ? messageLine(session, leg) : undefined;
  }
  if (event.kind === 'start') {
    const answer = event.isLeader ? `Start @${event.index}` : 'Start (not leader)';
    return `clients->>S${event.server}: ${answer}`;
  }
  const text = plain(model.text(position));
  if ('server' in event) return `note over S${event.server}: ${text}`;
  const last = String(model.servers.length - 1);
  return `note over S0,S${last}: ${text}`;
}

function messageLine(session: Session, leg: Leg): string {
  const { model } = session;
  const arrow =
    leg.lost !== undefined
      ? leg.leg === 'reply'
        ? '--x'
        : '-x'
      : leg.leg === 'reply'
        ? '-->>'
        : '->>';
  const method = {
    vote: 'RequestVote',
    append: 'AppendEntries',
    snapshot: 'InstallSnapshot',
    other: 'call',
  }[leg.topic];
  const label = legLabel(model, leg);
  const lost = leg.lost === undefined ? '' : ` (lost: ${leg.lost})`;
  const text = `${method}${leg.leg === 'reply' ? ' reply' : ''}${label === '' ? '' : ` ${label}`}${lost}`;
  return `S${leg.from}${arrow}S${leg.to}: ${plain(text)}`;
}

/** Mermaid gives a meaning to these characters. */
function plain(text: string): string {
  return text.replace(/[;#:<>{}"\n]/g, (character) => `#${character.charCodeAt(0)};`);
}
