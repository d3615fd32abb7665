import { referenceSources } from '../../known-bugs/apply.ts';

/** Contents by their path in a submission. */
export type Files = Readonly<Record<string, string>>;

/**
 * Files with one place changed, which must be there exactly once; `$&` in what replaces it stands for
 * what was there.
 */
export function edited(files: Files, name: string, find: string, replace: string): Files {
  const text = files[name] ?? '';
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`${name} holds ${count} times what is to be changed`);
  return { ...files, [name]: text.replace(find, replace) };
}

/** Good at everything but the beginning: votes and follows, and never stands for election. */
export function neverCampaigns(): Files {
  const reference = Object.fromEntries(referenceSources());
  return edited(reference, 'raft.ts', '      this.startElection();\n', '');
}

/** Passes everything, with other names in its messages than the contract's. */
export function otherShapes(): Files {
  const reference = Object.entries(Object.fromEntries(referenceSources()));
  return Object.fromEntries(
    reference.map(([name, text]) => [name, text.replaceAll('leaderCommit', 'committedByLeader')]),
  );
}
