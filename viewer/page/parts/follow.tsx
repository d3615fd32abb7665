import { showTime } from '../../../sim/trace/show.ts';
import type { Session } from '../session/session.ts';

/** What became of the followed log index, where and when. */
export function FollowPanel({ session }: { readonly session: Session }) {
  const index = session.followed.value;
  if (index === undefined) return null;
  const steps = session.steps.value;
  return (
    <section class="panel follow" aria-label={`Log index ${String(index)}`}>
      <h2>
        Log index {index}
        <span class="quiet">
          {' '}
          {steps.length === 0 ? 'nothing is known of it' : `${String(steps.length)} steps`}
        </span>
        <span class="tools">
          <button
            type="button"
            aria-label="Stop following"
            onClick={() => {
              session.followed.value = undefined;
            }}
          >
            ✕
          </button>
        </span>
      </h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Steps of the followed index">
        <table>
          <tbody>
            {steps.map((step) => (
              <tr key={`${String(step.position)} ${String(step.server)} ${step.what}`}>
                <td>{showTime(session.model.timeMs(step.position))}</td>
                <th scope="row">S{step.server}</th>
                <td>
                  <button
                    type="button"
                    class="link"
                    aria-current={step.position === session.cursor.value}
                    onClick={() => {
                      session.moveTo(step.position);
                    }}
                  >
                    {step.what}
                  </button>
                </td>
                <td>{step.entry}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
