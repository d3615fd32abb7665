import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tester/implementation/root.ts';

/** A page that people read, and what it mentions. */
export interface Document {
  /** Relative to the project. */
  readonly file: string;
  /** Where it lies for its readers, whom its links lead on from there. */
  readonly place: string;
  readonly text: string;
}

/** What lies elsewhere for its readers than in the project. */
const places: Readonly<Record<string, string>> = { 'tools/handout/for-students.md': 'README.md' };

/** A command line of an npm script, such as `npm run test:3A -- --seed 7`. */
export interface MentionedCommand {
  readonly script: string;
  /** What is passed on to the script, word by word. */
  readonly args: readonly string[];
}

/**
 * All pages of the project, or of what is handed out: those at the top, in docs/, labs/ and tools/handout/,
 * and one in each folder that has its own.
 */
export function readDocuments(root = projectRoot): readonly Document[] {
  const inFolder = (folder: string): string[] =>
    (existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [])
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name));
  const labs = readdirSync(path.join(root, 'labs')).map((name) => `labs/${name}/README.md`);
  return [
    ...['.', 'docs', 'labs', 'tools/handout'].flatMap(inFolder),
    'skeleton/README.md',
    ...labs,
  ]
    .filter((file) => existsSync(path.join(root, file)))
    .map((file) => ({
      file,
      place: places[file] ?? file,
      text: readFileSync(path.join(root, file), 'utf8'),
    }));
}

/** The npm scripts that a page shows, in blocks of code and within lines. */
export function commandsIn({ text }: Document): readonly MentionedCommand[] {
  return codeLinesIn(text).flatMap((line) =>
    [...line.matchAll(/\bnpm (?:(?:run|run-script) ([\w:-]+)|(test|start)\b)([^&|;#]*)/g)].map(
      ([, run, own, rest = '']) => ({
        script: run ?? own ?? '',
        args: rest.split(/\s+/).filter((word) => word !== '' && word !== '--'),
      }),
    ),
  );
}

/** The whole command lines of a page that run this npm script, as they are to be typed. */
export function linesThatRun(script: string, { text }: Document): readonly string[] {
  return codeLinesIn(text).filter((line) => line.includes(`npm run ${script} `));
}

/** The files and folders of the project that a page names between backticks. */
export function pathsIn({ text }: Document): readonly string[] {
  const tops = readdirSync(projectRoot);
  return [...withoutBlocks(text).matchAll(/`([^`\s]+)`/g)].flatMap(([, word = '']) => {
    const name = word.replace(/(:\d+)+$/, '');
    if (!/^[\w.@/-]+$/.test(name)) return [];
    if (!name.includes('/')) return /\.(md|json)$/.test(name) && tops.includes(name) ? [name] : [];
    const [top = ''] = name.split('/');
    // What is only made by running something is not there to be found.
    const isMade = [
      'node_modules',
      'grades',
      'submissions',
      'traces',
      '.cache',
      'coverage',
      '..',
      '.',
      '',
    ].includes(top);
    return isMade ? [] : [name];
  });
}

/** The flags that a help text lists. */
export function flagsIn(help: string): ReadonlySet<string> {
  return new Set(help.match(/(?<=^ {2}(?:-\w, )?)--?[\w-]+/gm));
}

/** The flags that `docs/commands.md` tells of a script; none when it has no help of its own. */
export function flagsTold(commands: string, script: string): ReadonlySet<string> {
  const sections = commands.split(/^### /m);
  const own = sections.find((section) => section.includes(`\`npm run ${script}\``));
  return flagsIn(own ?? '');
}

/** The lines of tables that nobody can read as text. */
export function wideTableLinesIn({ text }: Document): readonly string[] {
  return withoutBlocks(text)
    .split('\n')
    .filter((line) => line.startsWith('|') && line.length > 120);
}

/** Where the links of a page lead: a path relative to the project, and a heading in it. */
export function linksIn({ place, text }: Document): readonly { path: string; heading: string }[] {
  return [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [where = '', heading = ''] = target.split('#');
    const found = where === '' ? place : path.posix.join(path.posix.dirname(place), where);
    return [{ path: found, heading }];
  });
}

/** The anchors of a page's headings, as they are made for the web. */
export function anchorsIn(text: string): readonly string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const block = /^```[^\n]*\n([\s\S]*?)^```$/gm;

function withoutBlocks(text: string): string {
  return text.replace(block, '');
}

function codeLinesIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(block)].flatMap(([, code = '']) => code.split('\n'));
  const inline = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline];
}
