import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyBug, referenceSources } from '../../known-bugs/apply.ts';
import { findBug } from '../../known-bugs/index.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { writeTar, writeZip, type Entry } from './archives.ts';
import { attacks } from './attacks.ts';
import { inertRaft } from './inert.ts';

/** What a submission of the synthetic class deserves. */
export type Expected =
  | { readonly kind: 'all-points' }
  | { readonly kind: 'no-points'; readonly problem?: RegExp }
  /** It loses some, and one of its runs fails by one of these. */
  | { readonly kind: 'some-lost'; readonly properties: readonly string[] };

/** A synthetic submission. */
export interface Member {
  /** What the grader should call it. */
  readonly id: string;
  readonly what: string;
  readonly expected: Expected;
  /** Puts it into the folder of the class. */
  readonly write: (folder: string) => void;
}

/** Contents by their path in a submission. */
type Files = Readonly<Record<string, string>>;
type Form = (folder: string, name: string, files: Files) => void;

/** GitHub Classroom's folders are known by the name of the folder around them. */
export const classFolderName = 'raft-submissions';

const entriesOf = (files: Files): Entry[] =>
  Object.entries(files).map(([name, content]) => ({ name, content }));

const below = (prefix: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${prefix}/${name}`, text]));

function asFolder(folder: string, name: string, files: Files): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, name, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

const asZip: Form = (folder, name, files) => writeZip(folder, name, entriesOf(files));
const asTar: Form = (folder, name, files) => writeTar(folder, name, entriesOf(files));

/** As Canvas does when somebody hands in several files. */
const asLooseFiles: Form = (folder, name, files) => {
  for (const [i, [file, text]] of Object.entries(files).entries()) {
    writeFileSync(path.join(folder, `${name}_${9_000 + i}_${file}`), text);
  }
};

const asZipInFolder: Form = (folder, name, files) => {
  mkdirSync(path.join(folder, name));
  writeZip(path.join(folder, name), 'my work.zip', entriesOf(below('lab3', files)));
};

/** The ways in which work arrives: its name in the download, the id that follows from it, its form. */
const arrivals: readonly (readonly [string, string, Form])[] = [
  ['folder', 'folder', asFolder],
  [
    'nested',
    'nested',
    (at, name, files) => {
      asFolder(at, name, below('home/me/lab3', files));
    },
  ],
  ['zipped.zip', 'zipped', asZip],
  ['tarred.tar.gz', 'tarred', asTar],
  ['short.tgz', 'short', asTar],
  [
    'inner.zip',
    'inner',
    (at, name, files) => {
      asZip(at, name, below('a b/c', files));
    },
  ],
  ['doejane_101_201_raft.zip', 'doejane_101', asZip],
  ['roejohn_LATE_102_202_raft-2.tgz', 'roejohn_102', asTar],
  ['loose_103', 'loose_103', asLooseFiles],
  ['Jané Doe_104_assignsubmission_file_', 'Jane-Doe_104', asFolder],
  ['Max Roe_105_assignsubmission_file_raft.zip', 'Max-Roe_105', asZip],
  ['Kim Poe_106_assignsubmission_file_', 'Kim-Poe_106', asZipInFolder],
  ['submission_107', 'submission_107', asFolder],
  ['raft-octocat', 'octocat', asFolder],
  [
    'project',
    'project',
    (at, name, files) => {
      asFolder(at, name, below('repo/skeleton', files));
    },
  ],
];

const all: Expected = { kind: 'all-points' };
const none: Expected = { kind: 'no-points' };

function member(
  arrival: readonly [string, string, Form],
  what: string,
  files: Files,
  expected: Expected,
): Member {
  const [name, id, form] = arrival;
  return {
    id,
    what,
    expected,
    write: (folder) => {
      form(folder, name, files);
    },
  };
}

/** The correct ones: the reference in every form of arrival, and what else is correct. */
function correct(): Member[] {
  const reference = Object.fromEntries(referenceSources());
  const variants = ['batching', 'callbacks', 'one-step-backup', 'peer-loops'];
  const forms = [asFolder, asZip, asTar, asFolder];
  return [
    ...arrivals.map((arrival) => member(arrival, 'the reference', reference, all)),
    ...variants.map((variant, i) => {
      const name = `${variant}${['', '.zip', '.tgz', ''][i] ?? ''}`;
      const file = path.join(projectRoot, 'tools/innocents', variant, 'raft.ts');
      const files = { 'raft.ts': readFileSync(file, 'utf8') };
      return member([name, variant, forms[i] ?? asFolder], 'a correct variant', files, all);
    }),
  ];
}

/** Mistakes that nearly every run of a test shows. */
const mistakes = [
  'vote-needs-longer-log',
  'all-votes-needed',
  'refusal-counts-as-vote',
  'timeout-of-seconds',
  'append-does-not-reset-timer',
  'leader-keeps-election-timer',
  'heartbeat-flood',
  'commit-needs-all',
  'leader-not-counted',
  'reapplied-after-election',
  'no-op-on-election',
  'start-answers-next-index',
  'commit-on-own-append',
  'whole-log-every-time',
];

function mistaken(): Member[] {
  return mistakes.map((id) => {
    const bug = findBug(id);
    if (bug === undefined) throw new Error(`there is no known bug ${id}`);
    const files = Object.fromEntries(applyBug(bug, referenceSources()));
    const properties = [bug.rule, ...(bug.alsoSeenAs ?? [])];
    return member([id, id, asFolder], 'a known bug', files, { kind: 'some-lost', properties });
  });
}

/** Of the attacks from inside, those that cost little time. */
const hostileInside = [
  'forged result lines',
  'process.exit(0)',
  'require',
  'escaping through globals',
  'escaping through what Make is given',
  'prototype pollution',
  'stopping time by Date',
  'overwriting JSON and promises',
  'stopping time by timers',
  'a network call',
  'a heap bomb',
  'a buffer bomb',
  'an endless loop',
  'an endless loop of microtasks',
  '20 MB of console output',
];

function hostile(): Member[] {
  const inside = hostileInside.map((name): Member => {
    const parts = attacks.find(([known]) => known === name)?.[1];
    if (parts === undefined) throw new Error(`there is no attack called ${name}`);
    const id = `hostile-${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/-$/, '')}`;
    return member([id, id, asFolder], 'hostile', { 'raft.ts': inertRaft(parts) }, none);
  });
  const claim = {
    'raft.ts': inertRaft({}),
    'results.json': '{ "score": 100 }',
    'jobs/0-40.json': '{}',
  };
  const bundlerBomb = { 'raft.ts': `export const Make = ${'('.repeat(3_000_000)};` };
  const problem = (text: RegExp): Expected => ({ kind: 'no-points', problem: text });
  return [
    ...inside,
    member(['claims', 'claims', asFolder], 'results of its own', claim, none),
    member(
      ['parens.zip', 'parens', asZip],
      'a bomb for the bundler',
      bundlerBomb,
      problem(/cannot be bundled/),
    ),
    ...hostileArchives(problem),
  ];
}

function hostileArchives(problem: (text: RegExp) => Expected): Member[] {
  const archive = (id: string, text: RegExp, entries: readonly Entry[]): Member => ({
    id,
    what: 'a hostile archive',
    expected: problem(text),
    write: (folder) => {
      writeZip(folder, `${id}.zip`, entries);
    },
  });
  const [raft] = entriesOf({ 'raft.ts': inertRaft({}) });
  const rest = raft === undefined ? [] : [raft];
  return [
    archive('slip', /leads out|invalid relative path/, [
      { name: '../../folder/raft.ts', content: 'x' },
      ...rest,
    ]),
    archive('link', /no plain file/, [{ name: 'reference.ts', link: '/etc/passwd' }, ...rest]),
    archive('zip-bomb', /more than 20 MB/, [
      { name: 'raft.ts', content: Buffer.alloc(50_000_000) },
    ]),
    {
      id: 'linked',
      what: 'a link to the reference',
      expected: problem(/no plain file/),
      write: (folder) => {
        mkdirSync(path.join(folder, 'linked'));
        symlinkSync(
          path.join(projectRoot, 'solutions/raft.ts'),
          path.join(folder, 'linked/raft.ts'),
        );
      },
    },
  ];
}

/** What was handed in without malice and cannot run. */
function unfinished(): Member[] {
  const problem = (text: RegExp): Expected => ({ kind: 'no-points', problem: text });
  const no = problem(/holds no raft\.ts/);
  return [
    member(['ill', 'ill', asFolder], 'empty', { 'readme.txt': 'I was ill' }, no),
    member(['nothing', 'nothing', asFolder], 'empty', {}, no),
    member(['hollow.zip', 'hollow', asZip], 'empty', {}, no),
    member(['blank', 'blank', asFolder], 'empty', { 'raft.ts': '' }, none),
    member(
      [
        'damaged.zip',
        'damaged',
        (at, name) => {
          writeFileSync(path.join(at, name), 'PK?');
        },
      ],
      'damaged',
      {},
      problem(/cannot be unpacked/),
    ),
    member(
      ['broken', 'broken', asFolder],
      'does not compile',
      { 'raft.ts': 'export function {' },
      problem(/Expected identifier/),
    ),
    member(
      ['lost', 'lost', asFolder],
      'does not compile',
      { 'raft.ts': "import './lost.ts';" },
      problem(/Could not resolve/),
    ),
    member(
      ['node', 'node', asFolder],
      'does not compile',
      { 'raft.ts': "import 'node:fs';" },
      problem(/cannot import/),
    ),
  ];
}

/** A class of sixty and more in which everything happens that has ever happened to a grader. */
export function syntheticClass(): readonly Member[] {
  return [...correct(), ...mistaken(), ...hostile(), ...unfinished()];
}

/** @returns the folder to be graded */
export function writeClass(members: readonly Member[], parent: string): string {
  const folder = path.join(parent, classFolderName);
  mkdirSync(folder, { recursive: true });
  for (const { write } of members) write(folder);
  return folder;
}
