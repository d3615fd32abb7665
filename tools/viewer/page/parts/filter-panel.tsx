import { categories, type Category } from '../model/filter.ts';
import type { Session } from '../session/session.ts';

/** What to show: kinds of events, servers, one pair. */
export function FilterPanel({ session }: { readonly session: Session }) {
  if (!session.isFilterOpen.value) return null;
  const { hidden, hiddenServers, pair } = session.filter.value;
  const { servers } = session.model;
  const toggle = (category: Category): void => {
    const next = new Set(hidden);
    if (!next.delete(category)) next.add(category);
    session.setFilter({ hidden: next });
  };
  const toggleServer = (server: number): void => {
    const next = new Set(hiddenServers);
    if (!next.delete(server)) next.add(server);
    session.setFilter({ hiddenServers: next });
  };
  const pairs = servers.flatMap((a) => servers.filter((b) => b > a).map((b) => [a, b] as const));
  return (
    <div class="filter" role="group" aria-label="What is shown">
      <fieldset>
        <legend>Show</legend>
        {categories.map((category) => (
          <label key={category}>
            <input
              type="checkbox"
              checked={!hidden.has(category)}
              onChange={() => {
                toggle(category);
              }}
            />
            {category}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Servers</legend>
        {servers.map((server) => (
          <label key={server}>
            <input
              type="checkbox"
              checked={!hiddenServers.has(server)}
              onChange={() => {
                toggleServer(server);
              }}
            />
            S{server}
          </label>
        ))}
        <label>
          only between{' '}
          <select
            value={pair?.join(',') ?? ''}
            onChange={(event) => {
              const [a, b] = event.currentTarget.value.split(',').map(Number);
              session.setFilter({ pair: a === undefined || b === undefined ? undefined : [a, b] });
            }}
          >
            <option value="">all</option>
            {pairs.map(([a, b]) => (
              <option key={`${a},${b}`} value={`${a},${b}`}>
                S{a} and S{b}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          onClick={() => {
            session.resetFilter();
          }}
        >
          Reset
        </button>
        <button
          type="button"
          onClick={() => {
            session.isFilterOpen.value = false;
          }}
        >
          Close
        </button>
      </fieldset>
    </div>
  );
}
