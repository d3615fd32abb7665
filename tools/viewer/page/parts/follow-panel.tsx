import { useEffect } from 'preact/hooks';
import { follow } from '../model/follow.ts';
import { inSlices } from '../model/slices.ts';
import { showTime } from '../../../../sim/trace/show.ts';
import type { Session } from '../session/session.ts';

const settleMs = 150;

/** What became of the followed log index, where and when. */
export function FollowPanel({ session }: { readonly session: Session }) {
  const index = session.followed.value;
  useFollowing(session, index);
  if (index === undefined) return null;
  const steps = session.steps.value ?? [];
  return (
    <section class="panel follow" aria-label={`Log index ${index}`}>
      <h2>
        Log index {index}
        <span class="quiet">
          {' '}
          {session.steps.value === undefined ? '…' : stepsText(steps.length)}
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
              <tr key={`${step.position} ${step.server} ${step.what}`}>
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

/** Finds out what became of an index, a moment after it was chosen: more digits may follow. */
function useFollowing(session: Session, index: number | undefined): void {
  useEffect(() => {
    session.steps.value = undefined;
    if (index === undefined) return undefined;
    let isWanted = true;
    const later = setTimeout(() => {
      void inSlices(follow(session.model, index), () => isWanted).then((steps) => {
        if (steps !== undefined && isWanted) session.steps.value = steps;
      });
    }, settleMs);
    return () => {
      isWanted = false;
      clearTimeout(later);
    };
  }, [session, index]);
}

function stepsText(count: number): string {
  return count === 0 ? 'nothing is known of it' : `${count} steps`;
}
