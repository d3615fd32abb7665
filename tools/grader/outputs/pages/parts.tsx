/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A cell for each column. */
export type Row = readonly ComponentChildren[];

/** A wide table scrolls, and so has to be reached by keyboard. */
export function Table({
  columns,
  rows,
}: {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}) {
  const classOf = (i: number): string | undefined =>
    columns[i]?.isNumber === true ? 'number' : undefined;
  return (
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title }, i) =>
              // An empty heading of a column of bars would be read out as a heading of nothing.
              title === '' ? (
                <td />
              ) : (
                <th scope="col" class={classOf(i)}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, i) => (
                <td class={classOf(i)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A bar of some share of its room, from 0 to 1. The figure stands beside it. */
export function Bar({ share }: { readonly share: number }) {
  const width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}

/** Text with its line breaks. It can be scrolled, and so has to be reached by keyboard too. */
export function Preformatted({ children }: { readonly children: ComponentChildren }) {
  return <pre tabIndex={0}>{children}</pre>;
}

/** What is to be known of a page at its end. */
export function Footer({ lines }: { readonly lines: readonly string[] }) {
  return (
    <footer class="dim small foot">
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </footer>
  );
}
