import type { Program } from '../../../sim/program.ts';
import { programOf } from '../../testing/implementation.ts';
import { variantOfReference, type Edit } from '../../testing/variant.ts';

/** What stands between the reference and its peers: on the wire all fields have Go's names. */
const translator = `
import { Make as makeReference } from './reference.ts';

const rename = (first) => (message) => {
  const renamed = (value) =>
    Object.fromEntries(Object.entries(value).map(([name, field]) => [first(name), field]));
  const fields = renamed(message);
  const list = fields.Entries ?? fields.entries;
  if (list !== undefined) fields[first('entries')] = list.map(renamed);
  return fields;
};
const toGo = rename((name) => name.charAt(0).toUpperCase() + name.slice(1));
const fromGo = rename((name) => name.charAt(0).toLowerCase() + name.slice(1));

export function Make(peers, me, persister, applyCh) {
  const ends = peers.map((end) => ({
    async Call(method, args) {
      const reply = await end.Call(method, toGo(args));
      return reply === null || reply === undefined ? reply : fromGo(reply);
    },
  }));
  const raft = makeReference(ends, me, persister, applyCh);
  for (const name of ['RequestVote', 'AppendEntries', 'InstallSnapshot']) {
    const handle = raft[name].bind(raft);
    raft[name] = (args) => toGo(handle(fromGo(args)));
  }
  return raft;
}
`;

/** The reference, with changes, as somebody has it who ported it from Go and kept the names. */
export function referenceInGo(...edits: readonly Edit[]): Promise<Program> {
  const { 'raft.ts': reference = '', ...files } = variantOfReference(...edits);
  return programOf({ ...files, 'reference.ts': reference, 'raft.ts': translator });
}
