const widest = 64;

/** A value in full, over several lines where it is long; nothing is left out. */
export function showWhole(value: unknown, indent = ''): string {
  const line = oneLine(value);
  if (line.length + indent.length <= widest) return line;
  const inner = `${indent}  `;
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return line;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, i) => `${inner}${i}: ${showWhole(item, inner)}`);
    return `[\n${items.join('\n')}\n${indent}]`;
  }
  const fields = Object.entries(value) as [string, unknown][];
  const lines = fields.map(([name, field]) => `${inner}${name}: ${showWhole(field, inner)}`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) {
    const bytes = Array.from(value, (byte) => byte.toString(16).padStart(2, '0'));
    return `${value.length} B: ${bytes.join(' ')}`;
  }
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const fields = Object.entries(value) as [string, unknown][];
  return `{ ${fields.map(([name, field]) => `${name}: ${oneLine(field)}`).join(', ')} }`;
}
