import type { Category, KnownBug } from '../../known-bugs/index.ts';
import { figure, figureHead, outcomeOf, showWhen } from './tally.ts';
import type { Hunt } from './verdict.ts';

/** `docs/known-bugs.md`: the catalogue with what caught each bug. */
export function knownBugsPage(bugs: readonly KnownBug[], hunts: readonly Hunt[]): string {
  const categories = [...new Set(bugs.map((bug) => bug.category))];
  const [on, off] = (['on', 'off'] as const).map((oracles) =>
    hunts.find((hunt) => hunt.oracles === oracles),
  );
  return [
    '# Known bugs',
    '',
    '<!-- Written by npm run mutants -- --write. Change the catalogue in tools/known-bugs/ instead. -->',
    '',
    `${bugs.length} mistakes that people make in Raft, each a small edit of the reference in`,
    '`solutions/`. They are what the tests and the oracles are tested with: `npm run mutants` runs',
    'the 28 tests of the course on each of them, pass by pass, until something shows it. What they',
    'miss goes on to the phases of a command and to random schedules of faults.',
    '',
    markdownTable(figureHead, figure(hunts)),
    '',
    'A pass is all 28 tests with one seed. With oracles a bug counts as caught by the first rule or',
    'check that names it; *(note)* marks a remark on a run that passed, which counts only for the bug',
    'that is known by it, and *(!)* a property that the bug’s entry does not name. The course’s tests',
    'alone are the same 28 with the oracles left out.',
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
  const own = bugs.filter((bug) => bug.category === category);
  return ['', `## ${category}`, ...own.flatMap((bug) => ['', ...entry(bug, on, off)])];
}

/** One bug. A table of these would be too wide to be read as text. */
function entry(bug: KnownBug, on: Hunt | undefined, off: Hunt | undefined): string[] {
  return [
    `### \`${bug.id}\``,
    '',
    `A server that ${bug.title}. ${bug.description} *${capital(bug.source)}.*`,
    '',
    `- with oracles: ${outcome(on, bug)}`,
    `- the course’s tests alone: ${outcome(off, bug)}`,
  ];
}

function outcome(hunt: Hunt | undefined, bug: KnownBug): string {
  const verdict = hunt?.verdicts.find(({ id }) => id === bug.id);
  if (verdict === undefined) return 'not measured';
  const { caught, done } = verdict;
  if (caught === undefined) return `not in ${count(done.course, 'pass', 'passes')}`;
  const { as, property, test } = caught;
  const note = as === 'note' ? ' (note)' : '';
  // Without oracles nobody expects a rule to be named.
  const isOther = hunt?.oracles === 'on' && outcomeOf(verdict, bug) === 'caught by another';
  const where = caught.stage === 'exploration' ? showWhen(caught) : `${test}, ${showWhen(caught)}`;
  return `\`${property}\`${isOther ? ' (!)' : note} in ${where}`;
}

function count(number: number, one: string, many: string): string {
  return number === 1 ? `one ${one}` : `${number} ${many}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
