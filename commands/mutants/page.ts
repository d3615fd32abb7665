import type { Category, KnownBug } from '../../known-bugs/index.ts';
import type { Catch } from './hunt.ts';
import { figure, type Hunt } from './tally.ts';

/** `docs/known-bugs.md`: the catalogue with what caught each bug. */
export function knownBugsPage(bugs: readonly KnownBug[], hunts: readonly Hunt[]): string {
  const categories = [...new Set(bugs.map((bug) => bug.category))];
  const [on, off] = (['on', 'off'] as const).map((oracles) =>
    hunts.find((hunt) => hunt.oracles === oracles),
  );
  return [
    '# Known bugs',
    '',
    '<!-- Written by npm run mutants -- --write. Change the catalogue in known-bugs/ instead. -->',
    '',
    `${String(bugs.length)} mistakes that people make in Raft, each a small edit of the reference in`,
    '`solutions/`. They are what the tests and the oracles are tested with: `npm run mutants` runs',
    'the 28 tests on each of them, pass by pass, until something fails.',
    '',
    markdownTable(['caught by', 'in one pass', 'in all passes'], figure(hunts)),
    '',
    'A pass is all 28 tests with one seed. A *note* is a remark of an oracle on a run that passed; it',
    'counts only when it is the one that the bug is known by. `(!)` marks a property that the bug’s',
    'entry does not name.',
    ...categories.flatMap((category) => chapter(category, bugs, on, off)),
    '',
  ].join('\n');
}

function chapter(
  category: Category,
  bugs: readonly KnownBug[],
  on: Hunt | undefined,
  off: Hunt | undefined,
): string[] {
  const rows = bugs
    .filter((bug) => bug.category === category)
    .map((bug) => [
      `\`${bug.id}\``,
      `A server that ${bug.title}. ${bug.description} *${capital(bug.source)}.*`,
      outcome(on, bug.id),
      outcome(off, bug.id),
    ]);
  const head = ['bug', 'what it does', 'with oracles', 'course’s tests alone'];
  return ['', `## ${category}`, '', markdownTable(head, rows)];
}

function outcome(hunt: Hunt | undefined, id: string): string {
  const verdict = hunt?.verdicts.find((each) => each.id === id);
  if (hunt === undefined || verdict === undefined) return 'not measured';
  if (verdict.caught !== undefined) return showCatch(verdict.caught);
  return hunt.seeds === 1 ? 'not in one pass' : `not in ${String(hunt.seeds)} passes`;
}

function showCatch({ as, isExpected, property, seed, test }: Catch): string {
  const mark = isExpected ? (as === 'note' ? ' (note)' : '') : ' (!)';
  return `\`${property}\`${mark} in ${test}, pass ${String(seed)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
