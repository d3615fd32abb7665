const longestText = 40;
const mostItems = 3;

/** A short line for any value that travels, such as `{term 3, entries [2 items], data 120 B}`. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return showText(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `${value.length} B`;
  if (Array.isArray(value)) return showItems(value);
  return `{${showFields(value)}}`;
}

/** The fields of an object, without braces: `term 3, candidateId 0`. */
export function showFields(value: object): string {
  const fields = Object.entries(value) as [string, unknown][];
  return fields.map(([name, field]) => `${name} ${showValue(field)}`).join(', ');
}

/** Simulated time as people read it: `1 234.5 ms` as `1.2345 s`. */
export function showTime(ms: number): string {
  return `${(ms / 1000).toFixed(4)} s`;
}

function showText(text: string): string {
  if (text.length <= longestText) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, longestText))}… (${text.length} characters)`;
}

function showItems(items: readonly unknown[]): string {
  if (items.length <= mostItems) return `[${items.map(showValue).join(', ')}]`;
  const first = showValue(items[0]);
  const last = showValue(items.at(-1));
  return `[${first} … ${last}; ${items.length} items]`;
}
