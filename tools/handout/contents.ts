/** Files of the project that are handed out to students, or that are not, and why. */
export interface Group {
  /** Matches paths from the project's root, with `/` between folders. */
  readonly files: RegExp;
  readonly why: string;
}

/** What students do not get. This list is looked at first. */
const stays: readonly Group[] = [
  { files: /^solutions\//, why: 'the reference' },
  {
    files: /^tools\/(known-bugs|innocents)\//,
    why: 'implementations right and wrong: whole, or as changes of the reference',
  },
  { files: /^tools\/(grader\/|commands\/grade(\.ts|\/))/, why: 'the grader' },
  {
    files:
      /^tools\/(commands\/(mutants|bench|self-test|handout|docs)(\.ts|\/)|(viewer\/benchmark|runner\/project-files)\.ts$)/,
    why: 'commands about the project itself, which need the reference',
  },
  { files: /^tools\/handout\//, why: 'makes what is handed out' },
  {
    files: /^(?!labs\/[^/]+\/lab\.test\.ts$).*\.test\.tsx?$/,
    why: 'tests of the project itself; many change the reference, and quote it',
  },
  { files: /\/testing\//, why: 'what only the tests of the project need' },
  {
    files: /^(README|CONTRIBUTING)\.md$|^docs\//,
    why: 'about the project, its reference and its grader; students get a README of their own',
  },
  {
    files: /^vitest\.config\.ts$/,
    why: 'how the tests of the project itself are run; students get one of their own',
  },
  {
    files: /^\.ci\/|^eslint\.config\.js$|^\.prettierignore$|^tsconfig\.guest\.json$/,
    why: 'checks of the project itself',
  },
  { files: /^\.vscode\/extensions\.json$/, why: 'recommends tools that only the project sets up' },
];

/** What students get. A file in neither list is not handed out. */
const goes: readonly Group[] = [
  { files: /^skeleton\//, why: 'where students write' },
  { files: /^raft\//, why: 'the contract, to be read beside the paper' },
  { files: /^labs\//, why: 'the handouts and the tests of each part' },
  { files: /^(sim|labgob|labrpc|tester)\//, why: 'the world that tests run in' },
  {
    files: /^tools\/(runner|report|explore|viewer)\//,
    why: 'what the commands for students are built on',
  },
  { files: /^tools\/commands\//, why: 'the commands for students' },
  {
    files: /^package(-lock)?\.json$|^tsconfig\.json$/,
    why: 'to install, run and check; rewritten',
  },
  { files: /^\.vscode\/launch\.json$/, why: 'to debug in VS Code; rewritten' },
  {
    files: /^\.(gitignore|editorconfig|prettierrc\.json)$/,
    why: 'so that a repository stays tidy',
  },
  { files: /^LICENSE$/, why: 'it asks to go along' },
];

/** Whether students get this file; undefined when neither list knows it. */
export function isHandedOut(file: string): boolean | undefined {
  if (stays.some(({ files }) => files.test(file))) return false;
  return goes.some(({ files }) => files.test(file)) ? true : undefined;
}
