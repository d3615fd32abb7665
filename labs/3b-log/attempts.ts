import type { Tester } from '../../tester/tester.ts';

const attempts = 5;
const settleMs = 3000;

/**
 * Some measurements mean nothing when the term changes under them, which a correct implementation
 * may let happen now and then. Tries up to five times, with a rest between, until one attempt is
 * measured within a single term and gives something other than undefined.
 */
export async function withinOneTerm<T>(
  t: Tester,
  attempt: (leader: number) => Promise<T | undefined>,
): Promise<T> {
  for (let k = 0; k < attempts; k++) {
    if (k > 0) await t.sleep(settleMs);
    const result = await attempt(await t.checkOneLeader());
    if (result !== undefined) return result;
  }
  t.fail(
    'stable-term',
    `expected one of ${attempts} attempts to begin and end in the same term on a healthy ` +
      'network, got a change of term or leader in every one of them',
  );
}

/** Whether every server is still in this term. */
export function allInTerm(t: Tester, term: number): boolean {
  for (let server = 0; server < t.n; server++) {
    if (t.GetState(server)?.term !== term) return false;
  }
  return true;
}
