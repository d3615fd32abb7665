import type { TraceEvent } from '../../../../sim/trace/event.ts';
import { showTime } from '../../../../sim/trace/show.ts';
import { indexOfSnapshot } from '../../../report/belief/fold.ts';
import { decode } from '../../../../labgob/index.ts';
import { type CodeLine, codeAt } from '../../excerpts.ts';
import { causeChain } from '../model/cause.ts';
import type { Session } from '../session/session.ts';
import { Badge } from './badge.tsx';
import { CommandButton } from './command-button.tsx';
import { showWhole } from './whole.ts';

/** Everything about the selected event: all its fields, where in the code, what led to it. */
export function Inspector({ session }: { readonly session: Session }) {
  const { model } = session;
  const position = session.cursor.value;
  const event = model.event(position);
  const places = model.places(position);
  return (
    <section class="panel inspector" aria-label="Selected event">
      <h2>
        Event #{model.recording.numberOf(position)}
        <span class="quiet">{showTime(event.atMs)}</span>
        <span class="tools">
          <CommandButton session={session} id="previous-server" text="◀ server" />
          <CommandButton session={session} id="next-server" text="▶" />
          {'from' in event && (
            <>
              <CommandButton session={session} id="previous-rpc" text="◀ RPC" />
              <CommandButton session={session} id="next-rpc" text="▶" />
            </>
          )}
        </span>
      </h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Details of the selected event">
        <p class="text">
          <Badge session={session} position={position} />
          {model.text(position)}
        </p>
        {places.length > 0 && (
          <>
            <h3>Source</h3>
            <ul class="places">
              {places.map((place) => (
                <Place key={place} place={place} code={codeAt(model.excerpts, place)} />
              ))}
            </ul>
          </>
        )}
        <Details event={event} />
        <h3>What led here</h3>
        <Chain session={session} position={position} />
        {'from' in event && <Rpc session={session} id={event.id} />}
      </div>
    </section>
  );
}

/** Where in the sources, and what stands there. */
function Place({ place, code }: { readonly place: string; readonly code: readonly CodeLine[] }) {
  return (
    <li>
      <code>{place}</code>
      {code.length > 0 && (
        <pre class="code">
          {code.map(({ line, text, isMeant }) => (
            <span key={line} class={isMeant ? 'meant' : ''}>
              <span class="line">{line}</span>
              {`${text}\n`}
            </span>
          ))}
        </pre>
      )}
    </li>
  );
}

function Details({ event }: { readonly event: TraceEvent }) {
  const parts = detailsOf(event);
  if (parts.length === 0) return null;
  return (
    <>
      {parts.map(({ title, text }) => (
        <div key={title}>
          <h3>{title}</h3>
          <pre>{text}</pre>
        </div>
      ))}
    </>
  );
}

function detailsOf(event: TraceEvent): readonly { title: string; text: string }[] {
  if ('args' in event) return [{ title: 'Arguments', text: showWhole(event.args.value) }];
  if ('reply' in event) return [{ title: 'Reply', text: showWhole(event.reply.value) }];
  if ('command' in event) return [{ title: 'Command', text: showWhole(event.command.value) }];
  if (event.kind === 'persist') {
    const covers = indexOfSnapshot(event.snapshot);
    const snapshot = `${event.snapshot.length} B, up to index ${covers}`;
    return [
      { title: `Raft state, ${event.raftState.length} B`, text: decoded(event.raftState) },
      ...(event.snapshot.length === 0 ? [] : [{ title: 'Snapshot', text: snapshot }]),
    ];
  }
  if ('snapshot' in event) return [{ title: 'Snapshot', text: decoded(event.snapshot) }];
  if (event.kind === 'console') return [{ title: 'Text', text: event.text }];
  return [];
}

function decoded(bytes: Uint8Array): string {
  try {
    return showWhole(decode(bytes));
  } catch {
    return showWhole(bytes);
  }
}

function Chain({ session, position }: { readonly session: Session; readonly position: number }) {
  const { model } = session;
  return (
    <ol class="chain">
      {causeChain(model, position).map((cause, i) => (
        <li key={i}>
          {cause.kind === 'origin' ? (
            <span class="quiet">{cause.text}</span>
          ) : (
            <button
              type="button"
              class="link"
              onClick={() => {
                session.moveTo(cause.position);
              }}
            >
              <Badge session={session} position={cause.position} />
              {model.line(cause.position)}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function Rpc({ session, id }: { readonly session: Session; readonly id: number }) {
  const { model } = session;
  return (
    <>
      <h3>This RPC (#{id})</h3>
      <ol class="chain">
        {model.legs.eventsOf(id).map((position) => (
          <li key={position}>
            <button
              type="button"
              class="link"
              aria-current={session.cursor.value === position}
              onClick={() => {
                session.moveTo(position);
              }}
            >
              <Badge session={session} position={position} />
              {model.line(position)}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
