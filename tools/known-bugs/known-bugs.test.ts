import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { applyBug, referenceSources } from './apply.ts';
import { findBug, knownBugs } from './index.ts';
import { loadBug } from './load.ts';

const reference = referenceSources();

/** The sources of the rooms in which properties are named, without their tests. */
function sourcesOf(...rooms: readonly string[]): string {
  return rooms
    .flatMap((room) => {
      const files = readdirSync(path.join(projectRoot, room), { recursive: true });
      return files.map((file) => path.join(projectRoot, room, String(file)));
    })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

describe('the known bugs', () => {
  it('are at least sixty, each with a name of its own', () => {
    const ids = knownBugs.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(findBug('double-vote')?.category).toBe('Votes');
  });

  it.each(knownBugs)('$id fits the reference, and changes it', (bug) => {
    const changed = applyBug(bug, reference);
    const files = [...reference.keys()].filter((name) => changed.get(name) !== reference.get(name));
    expect(files).toEqual([...new Set(bug.edits.map(({ file }) => file))].sort());
  });

  it('are said to be caught by rules and checks that exist', () => {
    const sources = sourcesOf('tester', 'labs', 'sim', 'labrpc', 'tools/runner');
    const properties = knownBugs.flatMap(({ alsoSeenAs = [], rule }) => [rule, ...alsoSeenAs]);
    const unknown = [...new Set(properties)].filter((name) => !sources.includes(`'${name}'`));
    expect(unknown).toEqual([]);
  });

  it('name each property once', () => {
    const twice = knownBugs.filter(({ alsoSeenAs = [], rule }) => {
      return new Set([rule, ...alsoSeenAs]).size < alsoSeenAs.length + 1;
    });
    expect(twice.map(({ id }) => id)).toEqual([]);
  });

  it('run under their own name', async () => {
    const [bug] = knownBugs;
    expect(bug).toBeDefined();
    if (bug !== undefined) expect((await loadBug(bug)).name).toBe(bug.id);
  });

  it('are listed in docs/known-bugs.md, all of them and no other', () => {
    const page = readFileSync(path.join(projectRoot, 'docs/known-bugs.md'), 'utf8');
    const rows = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map(([, id]) => id);
    expect(rows).toEqual(knownBugs.map(({ id }) => id));
    expect(page).not.toContain('not measured');
  });
});

describe('an edit', () => {
  const bug = { id: 'x', title: '', description: '', rule: 'agreement', source: '' };
  const edit = { file: 'raft.ts', find: 'nobody wrote this', replace: '' };

  it('that fits nowhere says so, with the way out', () => {
    expect(() => applyBug({ ...bug, edits: [edit] }, reference)).toThrow(
      /known bug x: expected to find this exactly once .* found it nowhere. Adapt the bug/,
    );
  });

  it('that fits in several places says how many', () => {
    const edits = [{ ...edit, find: 'this.state.Persist();' }] as const;
    expect(() => applyBug({ ...bug, edits }, reference)).toThrow(/found it \d+ times/);
  });

  it('of a file that does not exist says which there are', () => {
    const edits = [{ ...edit, file: 'paxos.ts' }] as const;
    expect(() => applyBug({ ...bug, edits }, reference)).toThrow(/no file paxos.ts; it has .*raft/);
  });
});
