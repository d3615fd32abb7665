import { showValue } from '../../../sim/trace/show.ts';
import { isCount } from '../../messages/entries.ts';
import { fieldsOf, spelledIn } from '../../messages/fields.ts';
import type { FieldKind } from '../../messages/figures.ts';

/**
 * What stands in a field of the paper's name: a value that can be right, one that cannot, or something
 * of the implementation's own, such as a bigint or encoded entries, which is not judged.
 */
export type Look =
  | { readonly is: 'possible' }
  | { readonly is: 'of its own' }
  | { readonly is: 'wrong'; readonly what: string };

export const possible: Look = { is: 'possible' };
const ofItsOwn: Look = { is: 'of its own' };

export function lookAt(name: string, kind: FieldKind, value: unknown): Look {
  // No kind of field is ever without a value: it is what TypeScript gives for what is not there.
  if (value === undefined || value === null || Number.isNaN(value)) return wrong(name, value);
  switch (kind) {
    case 'term':
    case 'index':
      return lookAtCount(name, value);
    case 'flag':
      return typeof value === 'boolean' ? possible : ofItsOwn;
    case 'entries':
      return Array.isArray(value) ? lookAtEntries(name, value) : ofItsOwn;
    case 'id':
    case 'data':
      return possible;
  }
}

function lookAtCount(name: string, value: unknown): Look {
  if (isCount(value)) return possible;
  return typeof value === 'bigint' || typeof value === 'object' ? ofItsOwn : wrong(name, value);
}

/** Entries are { term, command }; where none has both, they are written in some other way. */
function lookAtEntries(name: string, entries: readonly unknown[]): Look {
  let others = 0;
  for (const [i, entry] of entries.entries()) {
    const fields = fieldsOf(entry);
    if (isCount(fields.term) && 'command' in fields) continue;
    others++;
    const place = `${name}[${i}]`;
    if (entry === undefined || entry === null) return wrong(place, entry);
    if (!('term' in fields)) continue;
    const look = lookAt(`${place}.${spelledIn(entry, 'term')}`, 'term', fields.term);
    if (look.is === 'wrong') return look;
  }
  if (others === 0) return possible;
  if (others === entries.length) return ofItsOwn;
  const what = `of the ${entries.length} ${name} ${others} are not { term, command }`;
  return { is: 'wrong', what };
}

function wrong(name: string, value: unknown): Look {
  return { is: 'wrong', what: `${name} is ${showValue(value)}` };
}
