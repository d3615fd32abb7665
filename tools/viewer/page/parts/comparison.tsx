import type { Comparison, Session } from '../session/session.ts';

const around = 3;

/** This trace beside another, at the first event in which they differ. */
export function ComparisonPanel({ session }: { readonly session: Session }) {
  const comparison = session.comparison.value;
  if (comparison === undefined) return null;
  const { other, difference } = comparison;
  const { result } = other;
  const name = `${result.test}, seed ${result.seed}, ${result.implementation}`;
  const close = (): void => {
    session.comparison.value = undefined;
  };
  return (
    <section class="panel comparison" aria-label="Comparison">
      <h2>
        Compared with {name}
        <span class="quiet"> {verdict(comparison)}</span>
        <span class="tools">
          <button
            type="button"
            disabled={difference.identical}
            onClick={() => {
              session.moveTo(difference.same);
            }}
          >
            Go to the first difference
          </button>
          <button type="button" aria-label="Close the comparison" onClick={close}>
            ✕
          </button>
        </span>
      </h2>
      {!difference.identical && (
        <div class="sides">
          <Side title="This trace" model={session.model} same={difference.same} />
          <Side title="The other" model={other} same={difference.same} />
        </div>
      )}
    </section>
  );
}

function verdict({ difference, other }: Comparison): string {
  if (difference.identical) return `the same ${other.length} events`;
  if (difference.same === 0) return 'they differ from the first event on';
  return `the first ${difference.same} events are the same`;
}

function Side({
  title,
  model,
  same,
}: {
  readonly title: string;
  readonly model: Comparison['other'];
  readonly same: number;
}) {
  const from = Math.max(0, same - around);
  const to = Math.min(model.length, same + around + 1);
  const positions = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    <div>
      <h3>{title}</h3>
      <ol class="chain">
        {positions.map((position) => (
          <li key={position} class={position === same ? 'differs' : ''}>
            {position === same ? '≠ ' : ''}
            {model.line(position)}
          </li>
        ))}
        {same >= model.length && <li class="differs">≠ it has ended</li>}
      </ol>
    </div>
  );
}
