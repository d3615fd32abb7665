/** Npm scripts that one text tells of, with what their help does not say. */
export interface Entry {
  /** The first one's help stands for all: they differ in the part of the lab. */
  readonly scripts: readonly [string, ...string[]];
  readonly text: string;
  /** Words before `--help` that have a help of their own; none for most. */
  readonly verbs?: readonly string[];
}

export interface Chapter {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** What `docs/commands.md` is made of, in its order. */
export const chapters: readonly Chapter[] = [
  {
    title: 'Running a Raft',
    entries: [
      {
        scripts: [
          'test:3A',
          'test:3B',
          'test:3C',
          'test:3D',
          'test:phases',
          'test:all',
          'reference',
        ],
        text:
          'Runs the tests of one part on your Raft: a line for each, and a story for each that fails. ' +
          '`test:all` runs the four parts of the course. `test:phases` is beyond the course: the leader ' +
          'dies at each phase of a command, from before it came to after all have applied it, and a ' +
          'partition with two leaders heals. `reference` is `test:all` on the reference in `solutions/`.',
      },
      {
        scripts: ['watch'],
        text:
          '`npm run watch 3A` runs the tests of a part again at each save, and takes the flags of ' +
          '`test:3A`.',
      },
      {
        scripts: ['debug'],
        text:
          '`npm run debug 3A` runs the tests of a part in one thread without a watchdog, and waits for a ' +
          'debugger: that of VS Code, of Chrome under `chrome://inspect`, or ' +
          '`node inspect localhost:9229`.',
      },
      {
        scripts: ['sweep'],
        text:
          'Runs many seeds of each test over all cores: a table of failure rates, and failures grouped ' +
          'by bug, each with the command that runs the shortest again. Ctrl-C prints the table so far.',
      },
      {
        scripts: ['view'],
        text: 'Makes the page of a run that passed or was not recorded, or of a trace from elsewhere.',
      },
      {
        scripts: ['explore'],
        text:
          'Plays random schedules of crashes, cuts, delays, loss, duplicates, clock drift and commands, ' +
          'with all rules watching. A failure is saved, made small, and printed as text and as ' +
          '[a test to keep](../CONTRIBUTING.md#a-failure-that-exploration-found).',
      },
    ],
  },
  {
    title: 'For a class',
    entries: [
      {
        scripts: ['handout'],
        text: 'What goes into it is told [for instructors](instructors.md#hand-out-the-lab).',
      },
      {
        scripts: ['grade'],
        text:
          'Grades a folder of submissions, or one, each in confined processes of its own. `grade merge` ' +
          'joins shards, `grade bundle` makes an autograder; [Grading a class](grading.md) tells all of it.',
        verbs: ['merge', 'bundle'],
      },
    ],
  },
  {
    title: 'For the project itself',
    entries: [
      {
        scripts: ['test'],
        text:
          'Runs the tests of the project, and those of the lab on the reference with seed 1. What ' +
          'stands behind `--` goes to vitest: files, folders such as `sim/`, or `-t` with a pattern.',
      },
      {
        scripts: ['check', 'check:types', 'check:lint', 'check:format', 'format'],
        text: 'Looks at types, lint and format; `format` mends the last.',
      },
      {
        scripts: ['mutants'],
        text:
          'Runs the tests on each of the [known bugs](known-bugs.md), then the phases of a command, ' +
          'then random schedules: what catches each, and after how many.',
      },
      { scripts: ['bench'], text: 'What came out once is in [How fast it is](benchmarks.md).' },
      { scripts: ['docs'], text: 'Run it after you have changed a command’s options.' },
    ],
  },
];
