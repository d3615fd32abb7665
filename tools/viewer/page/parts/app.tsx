import { useEffect } from 'preact/hooks';
import { firstDifference } from '../model/compare.ts';
import { toMermaid } from '../export/mermaid.ts';
import { save } from '../export/save.ts';
import { toSvg } from '../export/svg.ts';
import type { Model } from '../model/model.ts';
import { type Command, commands, onKey } from '../session/commands.ts';
import { keepInHash } from '../session/url-hash.ts';
import type { Session } from '../session/session.ts';
import { ComparisonPanel } from './comparison.tsx';
import { EventList } from './event-list.tsx';
import { FilterPanel } from './filter-panel.tsx';
import { FollowPanel } from './follow-panel.tsx';
import { Help } from './help.tsx';
import { Inspector } from './inspector.tsx';
import { LanesCanvas } from './lanes-canvas.tsx';
import { LogGrid } from './log-grid.tsx';
import { OverviewCanvas } from './overview-canvas.tsx';
import { Splitter } from './splitter.tsx';
import { StateTable } from './state-table.tsx';
import { Toolbar } from './toolbar.tsx';
import { Verdict } from './verdict.tsx';

export interface AppProps {
  readonly session: Session;
  /** Reads a file the reader chose; undefined when it is no trace, which is said elsewhere. */
  readonly read: (file: File) => Promise<Model | undefined>;
  readonly open: (file: File) => void;
}

/** The whole page for one trace. */
export function App({ session, read, open }: AppProps) {
  const compare = (file: File): void => {
    void read(file).then((other) => {
      if (other === undefined) return;
      const difference = firstDifference(session.model, other);
      session.comparison.value = { other, difference };
      if (!difference.identical) session.moveTo(difference.same);
    });
  };
  useEffect(() => keepInHash(session), [session]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      onKey(event, session, pageCommands);
    };
    addEventListener('keydown', listen);
    return () => {
      removeEventListener('keydown', listen);
    };
  }, [session]);
  return (
    <>
      <Verdict session={session} />
      <main>
        <OverviewCanvas session={session} />
        <Toolbar session={session} files={{ open, compare }} />
        <FilterPanel session={session} />
        <ComparisonPanel session={session} />
        <div class="columns">
          <div class="left" style={{ '--servers': String(session.model.servers.length) }}>
            <LanesCanvas session={session} />
            <Splitter
              {...{ property: '--bottom', resizes: 'behind', moves: 'up and down' }}
              label="Height of the tables"
            />
            <div class={session.model.hasLogs ? 'bottom' : 'bottom alone'}>
              <StateTable session={session} />
              {session.model.hasLogs && (
                <>
                  <Splitter
                    {...{ property: '--states', resizes: 'before', moves: 'sideways' }}
                    label="Width of the table of servers"
                  />
                  <LogGrid session={session} />
                </>
              )}
            </div>
          </div>
          <Splitter
            {...{ property: '--right', resizes: 'behind', moves: 'sideways' }}
            label="Width of events and details"
          />
          <div class="right">
            <FollowPanel session={session} />
            <EventList session={session} />
            <Splitter
              {...{ property: '--events', resizes: 'before', moves: 'up and down' }}
              label="Height of the list of events"
            />
            <Inspector session={session} />
          </div>
        </div>
      </main>
      <Help session={session} commands={pageCommands} />
      {session.notice.value !== '' && (
        <p class="notice" aria-hidden="true">
          {session.notice.value}
        </p>
      )}
      <div class="hidden" aria-live="polite" role="status">
        {session.announcement.value}
      </div>
    </>
  );
}

function focus(id: string): void {
  const element = document.getElementById(id);
  if (element instanceof HTMLInputElement) element.select();
  element?.focus();
}

function nameOf(session: Session): string {
  const { test, seed } = session.model.result;
  return `${test}-${seed}`;
}

const pageCommands: readonly Command[] = [
  ...commands,
  {
    id: 'search',
    keys: ['/'],
    title: 'search in all events',
    group: 'Move',
    run: () => {
      focus('search');
    },
  },
  {
    id: 'follow',
    keys: ['i'],
    title: 'follow a log index',
    group: 'Show',
    run: () => {
      focus('follow');
    },
  },
  {
    id: 'svg',
    keys: ['s'],
    title: 'save the window as SVG',
    group: 'Keep',
    run: (session) => {
      save(`${nameOf(session)}.svg`, 'image/svg+xml', toSvg(session));
    },
  },
  {
    id: 'mermaid',
    keys: ['m'],
    title: 'save the window as a Mermaid diagram',
    group: 'Keep',
    run: (session) => {
      save(`${nameOf(session)}.mmd`, 'text/plain', toMermaid(session));
    },
  },
  {
    id: 'open',
    keys: ['o'],
    title: 'open another trace',
    group: 'Keep',
    run: () => document.getElementById('open-file')?.click(),
  },
  {
    id: 'compare',
    keys: ['x'],
    title: 'compare with another trace',
    group: 'Keep',
    run: () => document.getElementById('compare-file')?.click(),
  },
  {
    id: 'copy',
    keys: ['y'],
    title: 'copy the replay command',
    group: 'Keep',
    run: () => {
      document.querySelector<HTMLButtonElement>('button.replay')?.click();
    },
  },
];
