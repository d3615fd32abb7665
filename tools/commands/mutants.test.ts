import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findBug, type KnownBug } from '../known-bugs/index.ts';
import { knownBugsPage } from './mutants/page.ts';
import { figure, outcomeOf } from './mutants/tally.ts';
import type { Catch, Verdict } from './mutants/verdict.ts';
import { runScript } from './testing/cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
const json = path.join(folder, 'hunt.json');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run mutants', () => {
  it('says what catches a bug, and goes on from what it has written', async () => {
    const args = ['--only', '^half-the-votes', '--seeds', '1', '--json', json];
    const { code, stdout } = await runScript('mutants.ts', args);
    expect(stdout).toMatch(/half-the-votes-suffice │ elected-by-majority │ Test\w+ +│ pass 1 │/);
    expect(stdout).toContain('1 of 1 (100%)');
    expect(code).toBe(0);

    const again = await runScript('mutants.ts', [...args.slice(0, 4), '--from', json]);
    expect(again.stdout).not.toMatch(/^caught/m);
    expect(again.stdout).toMatch(/half-the-votes-suffice │ elected-by-majority │/);
  });

  it('takes what the tests miss to the phases and to exploration', async () => {
    const args = ['--only', '^stale-snapshot', '--seeds', '1'];
    const { code, stdout } = await runScript('mutants.ts', args);
    expect(stdout).toMatch(/stale-snapshot-installed │ snapshot-moves-forward │ .*, run \d+ │/);
    expect(stdout).toMatch(/0 of 1 \(0%\) in 1 │ +1 of 1 \(100%\)/);
    expect(code).toBe(0);
  });

  it('writes the sources of a bug', async () => {
    const args = ['--only', '^double-vote', '--sources', folder];
    const { code } = await runScript('mutants.ts', args);
    expect(code).toBe(0);
    const raft = readFileSync(path.join(folder, 'double-vote/raft.ts'), 'utf8');
    expect(raft).not.toContain('state.votedFor === args.candidateId');
  });

  it.each([
    [
      ['--only', 'nothing-like-it'],
      /no known bug matches --only nothing-like-it; there are double/,
    ],
    [['--oracles', 'perhaps'], /--oracles takes on, off or both, got perhaps/],
    [['--from', 'package.json'], /--from takes a file that --json has written; package.json/],
  ])('%j is refused with the reason', async (args, reason) => {
    const { code, stderr } = await runScript('mutants.ts', args);
    expect(stderr).toMatch(reason);
    expect(code).toBe(2);
  });
});

describe('the figures', () => {
  const bugs = ['double-vote', 'commit-by-half', 'no-first-heartbeat'].flatMap(
    (id) => findBug(id) ?? [],
  );
  const caught = (
    property: string,
    seed: number,
    stage: Catch['stage'] = 'course',
  ): Pick<Verdict, 'caught'> => ({
    caught: { stage, seed, test: 'TestX3A', property, message: '', atMs: 1, as: 'failure' },
  });
  const verdict = (bug: KnownBug | undefined, rest: Pick<Verdict, 'caught'> = {}): Verdict => ({
    id: bug?.id ?? '',
    done: { course: 4, phases: 0, exploration: 0 },
    runs: 9,
    realMs: 5,
    ...rest,
  });
  const on = {
    oracles: 'on',
    verdicts: [
      verdict(bugs[0], caught('one-vote-per-term', 1)),
      verdict(bugs[1], caught('agreement', 3)),
      verdict(bugs[2], caught('leader-heard', 7, 'exploration')),
    ],
  } as const;
  const off = { oracles: 'off', verdicts: bugs.map((bug) => verdict(bug)) } as const;

  it('count bugs after one pass, after all, and after exploration', () => {
    expect(figure([on, off])).toEqual([
      ['the course’s tests and the oracles', '1 of 3 (33%)', '2 of 3 (67%) in 4', '3 of 3 (100%)'],
      ['the course’s tests alone', '0 of 3 (0%)', '0 of 3 (0%) in 4', ''],
    ]);
  });

  it('tell a bug that another rule caught from one that its own caught', () => {
    const outcomes = on.verdicts.map((each, k) => {
      const bug = bugs[k];
      return bug === undefined ? undefined : outcomeOf(each, bug);
    });
    expect(outcomes).toEqual(['caught', 'caught by another', 'caught']);
  });

  it('become a page with a paragraph for each bug', () => {
    const page = knownBugsPage(bugs, [on, off]);
    expect(page).toMatch(
      /### `double-vote`\n\nA server that grants.*\n\n- with oracles: `one-vote-per-term` in TestX3A, pass 1/,
    );
    expect(page).toContain('`agreement` (!) in TestX3A, pass 3');
    expect(page).toContain('`leader-heard` in exploration, run 7');
    expect(page).toContain('not in 4 passes');
  });
});
