import { useEffect, useRef } from 'preact/hooks';
import { type Command } from '../session/commands.ts';
import type { Session } from '../session/session.ts';

const keyNames: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageUp: 'Page up',
  PageDown: 'Page down',
};

const groups = ['Move', 'Look', 'Show', 'Keep'] as const;

const legend: readonly (readonly [string, string])[] = [
  ['L 3, C 3, F 3', 'leader, candidate, follower in term 3; · where the role is not revealed'],
  ['solid arrow', 'a request; its colour says which RPC, +4–6 the entries it carries'],
  ['dashed arrow', 'a reply: yes, no, rejected'],
  ['✕ with a reason', 'a message that was lost, where and why; faint where a cut made it so'],
  ['①', 'evidence: an event that a broken rule, a hint or a note rests on'],
  ['hatched lane', 'the server is down'],
  ['dotted edges', 'the server is cut off from all others'],
  ['flag', 'a new term or role, as GetState tells'],
  ['▼ below a lane', 'the service has applied an entry'],
  ['green tick, c5', 'commitIndex is 5 from here on'],
  ['filled entry', 'committed; dashed where it is not known to be'],
  ['≠', 'an entry that differs between servers; red once two have committed theirs'],
  ['small grey bar', 'the server has saved its state'],
];

/** Every key, and what the marks in the lanes mean. */
export function Help({
  session,
  commands,
}: {
  readonly session: Session;
  readonly commands: readonly Command[];
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = session.isHelpOpen.value;
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-label="Help"
      onClose={() => {
        session.isHelpOpen.value = false;
      }}
      onKeyDown={(event) => {
        if (event.key === '?') session.isHelpOpen.value = false;
      }}
    >
      <h2>
        Keys
        <span class="tools">
          <button
            type="button"
            onClick={() => {
              session.isHelpOpen.value = false;
            }}
          >
            Close
          </button>
        </span>
      </h2>
      <div class="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>
                      {command.keys.map((key) => (
                        <kbd key={key}>{keyNames[key] ?? key}</kbd>
                      ))}
                    </dt>
                    <dd>{command.title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <h2>Legend</h2>
      <dl class="legend">
        {legend.map(([sign, meaning]) => (
          <div key={sign}>
            <dt>{sign}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        Mouse: over an arrow it shows the message, click selects, drag moves, the wheel zooms at the
        pointer, with Shift it moves; dragging across the strip above chooses the window. Drop a
        trace here to open it.
      </p>
    </dialog>
  );
}
