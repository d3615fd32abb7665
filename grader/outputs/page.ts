import { xml } from './junit.ts';

/** The frame of every page: one file, no script, nothing loaded from elsewhere. */
export function page(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${xml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.join('\n')}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --dim: #6a737d; }
@media (prefers-color-scheme: dark) { :root { --good: #57ab5a; --bad: #f47067; --dim: #9aa4af; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0 0 .25rem; } h2 { margin: 2rem 0 .5rem; } h3 { margin: 1.25rem 0 .25rem; }
.score { font-size: 1.25rem; } .dim { color: var(--dim); } .bad { color: var(--bad); } .good { color: var(--good); }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.bar { display: inline-block; height: .8rem; min-width: 1px; background: currentColor; opacity: .6; border-radius: 2px; vertical-align: middle; }
`;

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table; cells are HTML already. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const classOf = (i: number): string => (columns[i]?.isNumber === true ? ' class="number"' : '');
  const head = columns.map(({ title }, i) => `<th scope="col"${classOf(i)}>${xml(title)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((cell, i) => `<td${classOf(i)}>${cell}</td>`).join('')}</tr>`,
  );
  return `<div class="table"><table><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

/** A bar of some share of its room, from 0 to 1. */
export function bar(share: number): string {
  return `<span class="bar" style="width:${(share * 12).toFixed(2)}rem"></span>`;
}
