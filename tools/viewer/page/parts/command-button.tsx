import { commands } from '../session/commands.ts';
import type { Session } from '../session/session.ts';

/** Does by mouse what a command's key does. */
export function CommandButton({
  session,
  id,
  text,
  isOn,
}: {
  readonly session: Session;
  readonly id: string;
  readonly text: string;
  readonly isOn?: boolean;
}) {
  const command = commands.find((each) => each.id === id);
  if (command === undefined) return null;
  const title = `${command.title} (${command.keys.join(' or ')})`;
  return (
    <button
      type="button"
      title={title}
      aria-label={/[a-z]/i.test(text) ? undefined : command.title}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      onClick={() => {
        session.notice.value = '';
        command.run(session);
      }}
    >
      {text}
    </button>
  );
}
