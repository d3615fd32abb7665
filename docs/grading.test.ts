import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { folderWith } from '../tools/grader/testing/folder.ts';
import { projectRoot } from '../tester/implementation/root.ts';
import { nodeArguments } from '../tools/commands/testing/cli.ts';
import { linesThatRun, readDocuments } from './testing/documents.ts';

/** Each command is a process of npm's with more below it, which a busy machine takes its time for. */
const timeoutMs = 300_000;

/** One correct submission, and one that does nothing right: an id each, with its points. */
const deserved = { doejane_1: '0', good: '20' };

const book = 'Student,ID,SIS Login ID,Section,Lab 3: Raft (7)\n"Doe, Jane",1,jane,A,\n';
/** What stands in the documents for whatever it is at home. */
const placeholders: Readonly<Record<string, string>> = {
  '<submissions>': 'submissions',
  '<folder>': 'submissions',
  '/grade/student': 'submissions/good',
  '/tmp/grades': 'prairielearn',
};

/**
 * A project with the scripts of this one, so that what a command writes is not written here, and a
 * class below it or right in it. Gives the folder of the class.
 */
function projectWithClass(where: string): string {
  const project = path.join(folderWith(), 'a project');
  const folder = path.join(project, where);
  mkdirSync(folder, { recursive: true });
  const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const write = (name: string, content: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  mkdirSync(path.join(project, 'tools'));
  for (const name of ['tools/commands', 'node_modules']) {
    symlinkSync(path.join(projectRoot, name), path.join(project, name));
  }
  cpSync(path.join(projectRoot, 'solutions'), path.join(folder, 'submissions/good'), {
    recursive: true,
  });
  write('submissions/doejane_1_10_raft.ts', 'export function Make() { throw new Error("no"); }');
  const policy = '{ "title": "Lab 3: Raft", "parts": ["3A"], "runs": 1 }';
  write('grading.jsonc', policy);
  write('tools/grader/examples/grading.jsonc', policy);
  write('gradebook.csv', book);
  return folder;
}

/** Runs a line as somebody types it who stands in this folder, and gives what it printed. */
function type(line: string, cwd: string): string {
  // Each line is somebody's first.
  rmSync(path.join(cwd, 'grades'), { recursive: true, force: true });
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  // What the npm that runs these tests has set is not for the one of the line.
  for (const name of Object.keys(env)) if (/^npm_|^INIT_CWD$/.test(name)) env[name] = undefined;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', line], { cwd, env, encoding: 'utf8' });
  expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

function scoresIn(folder: string): Record<string, string> {
  const rows: { id: string; score: string }[] = parse(
    readFileSync(path.join(folder, 'grades.csv'), 'utf8'),
    { columns: true },
  );
  return Object.fromEntries(rows.map(({ id, score }) => [id, score]));
}

/** The lines of a document that grade, with what is here in the place of what is at home. */
function gradingLines(file: string): readonly string[] {
  const document = readDocuments().find((each) => each.file === file);
  const lines = document === undefined ? [] : linesThatRun('grade', document);
  return lines.map((line) =>
    Object.entries(placeholders).reduce((text, [from, to]) => text.replaceAll(from, to), line),
  );
}

test(
  'the commands of docs/grading.md grade a class as they stand there',
  { timeout: timeoutMs },
  () => {
    const folder = projectWithClass('.');
    const lines = gradingLines('docs/grading.md');
    expect(lines.length).toBeGreaterThan(5);
    for (const [i, line] of lines.entries()) {
      // One of them as it stands; the others without npm and its loader, from the same folder.
      const [grade = ''] = nodeArguments('grade.ts', []);
      type(
        i === 0 ? line : line.replace('npm run grade --', `"${process.execPath}" "${grade}"`),
        folder,
      );
      if (/ (grades|gradebook\.csv)$/.test(line)) {
        expect(scoresIn(path.join(folder, 'grades')), line).toEqual(deserved);
      }
      if (line.includes('--canvas')) {
        const filled = readFileSync(path.join(folder, 'grades/canvas.csv'), 'utf8');
        expect(filled).toContain('"Doe, Jane",1,jane,A,0\n');
      }
    }
    expect(existsSync(path.join(folder, 'autograder.zip'))).toBe(true);
    expect(scoresIn(path.join(folder, 'prairielearn'))).toEqual({ good: '100' });
  },
);

test('the command of README.md grades a class from another folder', { timeout: timeoutMs }, () => {
  const folder = projectWithClass('my class');
  const [line = ''] = gradingLines('README.md');
  expect(type(line, folder)).toContain('grades: grades/grades.csv');
  expect(scoresIn(path.join(folder, 'grades'))).toEqual(deserved);
});
