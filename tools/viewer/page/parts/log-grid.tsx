import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LogEntry } from '../../../../raft/index.ts';
import { showValue } from '../../../../sim/trace/show.ts';
import type { ServerView } from '../../../report/belief/view.ts';
import type { Session } from '../session/session.ts';

const columnPx = 50;
const namePx = 34;

/** The logs at the selected event, index by server: term and command of each entry. */
export function LogGrid({ session }: { readonly session: Session }) {
  const views = session.views.value;
  /** Set by the reader; undefined follows what happens. */
  const chosen = useSignal<number | undefined>(undefined);
  const width = useSignal(450);
  const ref = useWidth(width);
  const columns = Math.max(3, Math.floor((width.value - namePx) / columnPx));
  const highest = Math.max(1, ...views.map((view) => endOf(view)));
  const conflicts = findConflicts(views);
  const broken = findConflicts(views, isCommitted);
  const conflictAt = (index: number): Conflict => {
    if (broken.includes(index)) return 'committed';
    return conflicts.includes(index) ? 'open' : 'none';
  };
  const first = firstColumn(session, chosen.value, { highest, conflicts, columns });
  const indexes = Array.from({ length: columns }, (_, i) => first + i);
  const move = (by: number): void => {
    chosen.value = Math.max(1, Math.min(Math.max(1, highest - columns + 1), first + by));
  };
  return (
    <section class="panel logs" aria-label="Logs">
      <h2>
        Logs
        <span class="quiet legend">
          <span class="swatch committed">committed</span>{' '}
          <span
            class="swatch conflict"
            title="differs between servers; red once both have committed it"
          >
            ≠
          </span>
        </span>
        <span class="tools">
          <button
            type="button"
            aria-label="Earlier indexes"
            onClick={() => {
              move(-columns + 2);
            }}
          >
            ◀
          </button>
          <button
            type="button"
            aria-label="Later indexes"
            onClick={() => {
              move(columns - 2);
            }}
          >
            ▶
          </button>
          <button
            type="button"
            disabled={conflicts.length === 0}
            onClick={() => {
              chosen.value = nextConflict(conflicts, first);
            }}
          >
            ≠ next
          </button>
          <button
            type="button"
            aria-pressed={chosen.value === undefined}
            title="Show what happens at the selected event"
            onClick={() => {
              chosen.value = undefined;
            }}
          >
            auto
          </button>
        </span>
      </h2>
      <div
        ref={ref}
        class="scroll"
        tabIndex={0}
        role="group"
        aria-label="Log entries by index and server"
      >
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">server</span>
              </th>
              {indexes.map((index) => (
                <th key={index} scope="col">
                  <button
                    type="button"
                    class={session.followed.value === index ? 'index followed' : 'index'}
                    title={`Follow index ${index}`}
                    onClick={() => {
                      session.followed.value = session.followed.value === index ? undefined : index;
                    }}
                  >
                    {index}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <tr key={view.server}>
                <th scope="row">S{view.server}</th>
                {indexes.map((index) => (
                  <Entry key={index} view={view} index={index} conflict={conflictAt(index)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Keeps a signal at the width of an element. */
function useWidth(width: Signal<number>) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return ref;
}

/** Different entries are nothing odd until two servers have committed them. */
type Conflict = 'none' | 'open' | 'committed';
const conflictClass = { none: '', open: 'conflict', committed: 'conflict broken' } as const;
const conflictTexts = {
  none: '',
  open: ', differs between servers',
  committed: ', differs between servers that have both committed it',
} as const;

function Entry({
  view,
  index,
  conflict,
}: {
  readonly view: ServerView;
  readonly index: number;
  readonly conflict: Conflict;
}) {
  const log = view.log;
  if (log === undefined)
    return (
      <td class="unknown" title="not revealed by the implementation">
        ?
      </td>
    );
  const entry = log.value.entries[index - log.value.from];
  if (entry === undefined) {
    if (index >= log.value.from) return <td />;
    if (log.source === 'message') return <td class="unknown">?</td>;
    return (
      <td class="folded" title={`in the snapshot up to index ${log.value.from - 1}`}>
        snap
      </td>
    );
  }
  const committed = isCommitted(view, index);
  const command = showValue(entry.command);
  const text = `S${view.server}, index ${index}: term ${entry.term}, ${command}, ${committed ? 'committed' : 'not known to be committed'}${conflictTexts[conflict]}`;
  return (
    <td class={`entry ${committed ? 'committed' : ''} ${conflictClass[conflict]}`} title={text}>
      <b>
        {conflict === 'none' ? '' : '≠ '}t{entry.term}
      </b>
      <span>{command}</span>
    </td>
  );
}

function endOf({ log }: ServerView): number {
  return log === undefined ? 0 : log.value.from + log.value.entries.length - 1;
}

/** Indexes at which two of the servers hold different entries. */
function findConflicts(
  views: readonly ServerView[],
  counts: (view: ServerView, index: number) => boolean = () => true,
): readonly number[] {
  const first = new Map<number, LogEntry>();
  const conflicts = new Set<number>();
  for (const view of views) {
    const { log } = view;
    log?.value.entries.forEach((entry, i) => {
      const index = log.value.from + i;
      if (!counts(view, index)) return;
      const other = first.get(index);
      if (other === undefined) first.set(index, entry);
      else if (other.term !== entry.term || !isSame(other.command, entry.command))
        conflicts.add(index);
    });
  }
  return [...conflicts].sort((a, b) => a - b);
}

function isCommitted({ commitIndex, applied }: ServerView, index: number): boolean {
  return index <= Math.max(commitIndex?.value ?? 0, applied.value);
}

function isSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (typeof a === 'object' && showValue(a) === showValue(b));
}

function nextConflict(conflicts: readonly number[], first: number): number {
  const next = conflicts.find((index) => index > first + 1) ?? conflicts[0] ?? 1;
  return Math.max(1, next - 1);
}

/** The index that the event speaks of, else one in conflict, else the end of the logs. */
function firstColumn(
  session: Session,
  chosen: number | undefined,
  logs: {
    readonly highest: number;
    readonly conflicts: readonly number[];
    readonly columns: number;
  },
): number {
  const { highest, conflicts, columns } = logs;
  const latest = Math.max(1, highest - columns + 2);
  if (chosen !== undefined) return Math.min(chosen, Math.max(1, highest));
  const wanted = session.followed.value ?? indexOf(session) ?? conflicts[0];
  if (wanted === undefined) return latest;
  return Math.max(1, Math.min(latest, wanted - Math.floor(columns / 2)));
}

function indexOf(session: Session): number | undefined {
  const { model } = session;
  let position = session.cursor.value;
  // A broken rule says in words what the event before it shows.
  if (model.recording.kind(position) === 'violation' && position > 0) position--;
  const event = model.event(position);
  return 'index' in event && event.index > 0 ? event.index : undefined;
}
