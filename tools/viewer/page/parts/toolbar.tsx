import { useEffect, useRef } from 'preact/hooks';
import { toMermaid } from '../export/mermaid.ts';
import { save } from '../export/save.ts';
import { toSvg } from '../export/svg.ts';
import { search } from '../model/search.ts';
import { inSlices } from '../model/slices.ts';
import { stepByMatch } from '../session/commands.ts';
import type { Session } from '../session/session.ts';
import { CommandButton } from './command-button.tsx';

export interface FileActions {
  /** Opens another trace in place of this one. */
  readonly open: (file: File) => void;
  readonly compare: (file: File) => void;
}

/** Buttons for what the keys do as well. */
export function Toolbar({
  session,
  files,
}: {
  readonly session: Session;
  readonly files: FileActions;
}) {
  const { test, seed } = session.model.result;
  const name = `${test}-${seed}`;
  return (
    <div class="toolbar" role="toolbar" aria-label="LanesCanvas">
      <span class="group">
        <CommandButton session={session} id="previous" text="◀" />
        <CommandButton session={session} id="next" text="▶" />
        <CommandButton session={session} id="previous-problem" text="◀ problem" />
        <CommandButton session={session} id="next-problem" text="problem ▶" />
      </span>
      <span class="group">
        <CommandButton session={session} id="zoom-in" text="+" />
        <CommandButton session={session} id="zoom-out" text="−" />
        <CommandButton session={session} id="whole" text="All" />
        <CommandButton
          session={session}
          id="axis"
          text={session.axis.value === 'order' ? 'Axis: order' : 'Axis: time'}
        />
      </span>
      <span class="group">
        <CommandButton
          session={session}
          id="filter"
          text="Filter"
          isOn={session.isFilterOpen.value}
        />
        <CommandButton
          session={session}
          id="heartbeats"
          text="♥ heartbeats"
          isOn={!session.filter.value.hidden.has('heartbeats')}
        />
        <Follow session={session} />
      </span>
      <Search session={session} />
      <span class="group end">
        <button
          type="button"
          title="Save the lanes' window as a picture (s)"
          onClick={() => {
            save(`${name}.svg`, 'image/svg+xml', toSvg(session));
          }}
        >
          SVG
        </button>
        <button
          type="button"
          title="Save the lanes' window as a Mermaid sequence diagram (m)"
          onClick={() => {
            save(`${name}.mmd`, 'text/plain', toMermaid(session));
          }}
        >
          Mermaid
        </button>
        <Chooser id="open-file" text="Open…" title="Open another trace (o)" onFile={files.open} />
        <Chooser
          id="compare-file"
          text="Compare…"
          title="Compare with another trace (x)"
          onFile={files.compare}
        />
        <CommandButton session={session} id="help" text="?" isOn={session.isHelpOpen.value} />
      </span>
    </div>
  );
}

function Follow({ session }: { readonly session: Session }) {
  return (
    <label title="Follow one log index through all servers (i)">
      follow index
      <input
        id="follow"
        type="number"
        min="1"
        inputMode="numeric"
        value={session.followed.value ?? ''}
        onInput={(event) => {
          const index = Number(event.currentTarget.value);
          session.followed.value = Number.isSafeInteger(index) && index > 0 ? index : undefined;
        }}
      />
    </label>
  );
}

function Search({ session }: { readonly session: Session }) {
  const query = session.query.value;
  useEffect(() => {
    session.found.value = undefined;
    if (query === '') return undefined;
    let isWanted = true;
    const later = setTimeout(() => {
      void inSlices(search(session.model, query), () => isWanted).then((found) => {
        if (found === undefined || !isWanted) return;
        session.found.value = found;
        session.announcement.value = `${found.length} events match.`;
      });
    }, 150);
    return () => {
      isWanted = false;
      clearTimeout(later);
    };
  }, [query]);
  const found = session.found.value;
  const input = useRef<HTMLInputElement>(null);
  return (
    <span class="group">
      <input
        ref={input}
        id="search"
        type="search"
        placeholder="Search text (/)"
        aria-label="Search in all events"
        value={query}
        onInput={(event) => {
          session.query.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') stepByMatch(session, event.shiftKey ? -1 : 1);
        }}
      />
      {query !== '' && (
        <span class="quiet count">{found === undefined ? '…' : `${found.length} found`}</span>
      )}
    </span>
  );
}

function Chooser({
  id,
  text,
  title,
  onFile,
}: {
  readonly id: string;
  readonly text: string;
  readonly title: string;
  readonly onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button id={id} type="button" title={title} onClick={() => input.current?.click()}>
        {text}
      </button>
      <input
        ref={input}
        class="hidden"
        type="file"
        accept=".html,.json"
        tabIndex={-1}
        aria-label={title}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) onFile(file);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
