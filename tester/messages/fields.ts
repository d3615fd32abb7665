import { encode } from '../../labgob/index.ts';
import { showValue } from '../../sim/trace/show.ts';
import { figures } from './figures.ts';

/** The fields of a message by the paper's names. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of a message. Those of the figures and of an entry may begin with a capital letter, as Go
 * has them; here they have the paper's names. A field that stands there in both spellings with
 * different values is left out, as nobody can tell which is meant: see {@link doubledIn}.
 *
 * Nearly all messages are written in the paper's way and are given back as they are, not copied.
 */
export function fieldsOf(value: unknown): Fields {
  if (!hasFields(value)) return none;
  for (const name in value) if (isCapital(name)) return withPaperNames(value);
  return value;
}

/** `term 3 and Term 4`: a field in both spellings, of which one must be wrong. */
export function doubledIn(value: unknown): string | undefined {
  if (!hasFields(value)) return undefined;
  for (const name of Object.keys(value)) {
    const plain = paperNames.get(name);
    if (plain === undefined || !(plain in value) || isSame(value[plain], value[name])) continue;
    return `${plain} ${showValue(value[plain])} and ${name} ${showValue(value[name])}`;
  }
  return undefined;
}

/** A field's name as the message spells it. */
export function spelledIn(value: unknown, name: string): string {
  if (!hasFields(value) || name in value) return name;
  const capital = capitalized(name);
  return capital in value ? capital : name;
}

export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagIn(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  return typeof value === 'boolean' ? value : undefined;
}

const none: Fields = {};

/** By Go's names: `Term` is `term`. */
const paperNames: ReadonlyMap<string, string> = new Map(
  [
    'command',
    ...Object.values(figures).flatMap(({ request, reply }) => namesIn(request, reply)),
  ].map((name) => [capitalized(name), name] as const),
);

function namesIn(...forms: readonly { fields: readonly { name: string }[] }[]): readonly string[] {
  return forms.flatMap(({ fields }) => fields.map(({ name }) => name));
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isCapital(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 65 && first <= 90;
}

function hasFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Uint8Array);
}

function withPaperNames(value: Fields): Fields {
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const plain = paperNames.get(name) ?? name;
    if (plain === name) {
      const capital = capitalized(name);
      const isDoubled = paperNames.has(capital) && capital in value;
      return isDoubled && !isSame(field, value[capital]) ? [] : [[name, field] as const];
    }
    return plain in value ? [] : [[plain, field] as const];
  });
  return Object.fromEntries(fields);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const [one, other] = [encode(a), encode(b)];
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
