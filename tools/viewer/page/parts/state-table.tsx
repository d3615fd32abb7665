import { showTime } from '../../../../sim/trace/show.ts';
import type { Known, ServerView, Source } from '../../../report/belief/view.ts';
import { serverAtCursor } from '../session/commands.ts';
import type { Session } from '../session/session.ts';

const sourceTexts: Readonly<Record<Source, string>> = {
  seen: 'seen by the tester',
  told: 'told by Inspect',
  disk: 'as last saved on disk',
  message: 'as in its last message',
};

const sourceMarks: Readonly<Record<Source, string>> = {
  seen: '',
  told: '',
  disk: 'd',
  message: 'm',
};

/** What each server believed at the selected event; `?` is what nobody has revealed. */
export function StateTable({ session }: { readonly session: Session }) {
  const views = session.views.value;
  const before = session.viewsBefore.value;
  const atMs = session.model.timeMs(session.cursor.value);
  const leader = leaderOf(session, views);
  return (
    <section class="panel states" aria-label="Servers">
      <h2>
        Servers at {showTime(atMs)}
        <span class="quiet legend">
          <span class="changed">changed here</span> ? not revealed · <sup>d</sup> saved ·{' '}
          <sup>m</sup> last said
        </span>
      </h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="State of the servers">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">server</span>
              </th>
              <th scope="col">role</th>
              <th scope="col">term</th>
              <th scope="col">voted</th>
              <th scope="col">commit</th>
              <th scope="col">applied</th>
              <th scope="col" title="index and term of the last log entry">
                last
              </th>
              <th scope="col" title="what the leader holds for each server: nextIndex / matchIndex">
                next/match
                {leader !== undefined && (
                  <>
                    <br />
                    on S{leader}
                  </>
                )}
              </th>
            </tr>
          </thead>
          <tbody>
            {views.map((view, i) => (
              <Row
                key={view.server}
                now={cells(view, views, leader)}
                old={cells(before[i] ?? view, before, leader)}
                view={view}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({
  view,
  now: text,
  old: oldText,
}: {
  readonly view: ServerView;
  readonly now: Cells;
  readonly old: Cells;
}) {
  return (
    <tr class={view.up ? '' : 'down'}>
      <th scope="row">S{view.server}</th>
      <td class={isChanged(text.role, oldText.role)}>
        <Role view={view} />
      </td>
      <Cell now={text.term} old={oldText.term} />
      <Cell now={text.voted} old={oldText.voted} />
      <Cell now={text.commit} old={oldText.commit} />
      <Cell now={text.applied} old={oldText.applied} />
      <Cell now={text.last} old={oldText.last} />
      <Cell now={text.next} old={oldText.next} />
    </tr>
  );
}

interface Text {
  readonly text: string;
  readonly source: Source | undefined;
}

function isChanged(now: Text, old: Text): string {
  return now.text === old.text ? '' : 'changed';
}

function Cell({ now, old }: { readonly now: Text; readonly old: Text }) {
  const isUnknown = now.source === undefined;
  const title =
    now.source === undefined ? 'not revealed by the implementation' : sourceTexts[now.source];
  return (
    <td class={`${isChanged(now, old)} ${isUnknown ? 'unknown' : ''}`} title={title}>
      {now.text}
      {now.source !== undefined && sourceMarks[now.source] !== '' && (
        <sup>{sourceMarks[now.source]}</sup>
      )}
    </td>
  );
}

function Role({ view }: { readonly view: ServerView }) {
  const cut =
    view.up && !view.connected ? (
      <span class="cut" title="cut off from all others">
        cut
      </span>
    ) : null;
  if (!view.up) return <span class="role down">{view.life === 0 ? 'not started' : 'down'}</span>;
  if (view.role === undefined) {
    const text = view.isLeader === false ? 'not leader' : '?';
    return (
      <>
        <span class="role">{text}</span> {cut}
      </>
    );
  }
  const { value } = view.role;
  return (
    <>
      <span class={`role ${value}`}>
        <b>{value.slice(0, 1).toUpperCase()}</b> {value}
      </span>{' '}
      {cut}
    </>
  );
}

type Cells = Record<'role' | 'term' | 'voted' | 'commit' | 'applied' | 'last' | 'next', Text>;

function cells(view: ServerView, all: readonly ServerView[], leader: number | undefined): Cells {
  const role = `${view.role?.value ?? String(view.isLeader)} ${String(view.up)} ${String(view.connected)}`;
  return {
    role: { text: role, source: 'seen' },
    term: cell(view.term, String),
    voted: cell(view.votedFor, (vote) => (vote === null ? '–' : `S${vote}`)),
    commit: cell(view.commitIndex, String),
    applied: view.up ? cell(view.applied, String) : { text: '–', source: 'seen' },
    last: lastCell(view),
    next: nextCell(view, leader === undefined ? undefined : all[leader]),
  };
}

function cell<T>(known: Known<T> | undefined, show: (value: T) => string): Text {
  if (known === undefined) return { text: '?', source: undefined };
  return { text: show(known.value), source: known.source };
}

function lastCell({ lastIndex, lastTerm }: ServerView): Text {
  if (lastIndex === undefined) return { text: '?', source: undefined };
  const term = lastTerm === undefined ? '?' : String(lastTerm.value);
  return { text: `${lastIndex.value} (t${term})`, source: lastIndex.source };
}

/** What the leader holds for one of the others. */
function nextCell({ server }: ServerView, leader: ServerView | undefined): Text {
  if (leader === undefined || leader.server === server) return { text: '', source: 'seen' };
  const next = leader.nextIndex?.value[server];
  const match = leader.matchIndex?.value[server];
  if (next === undefined && match === undefined) return { text: '?', source: undefined };
  const show = (value: number | null | undefined): string => (value == null ? '?' : String(value));
  return { text: `${show(next)} / ${show(match)}`, source: 'told' };
}

/** The leader whose view of the others is shown: the selected event's server, else the newest. */
function leaderOf(session: Session, views: readonly ServerView[]): number | undefined {
  const own = serverAtCursor(session);
  if (own !== undefined && views[own]?.isLeader === true) return own;
  const leaders = views.filter((view) => view.isLeader === true);
  leaders.sort((a, b) => (b.term?.value ?? 0) - (a.term?.value ?? 0));
  return leaders[0]?.server;
}
