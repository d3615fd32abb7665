import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { gradesOf } from './grades.ts';
import { loadGrading } from '../run/grading.ts';
import { compareClass } from './check-class.ts';
import { compareOutputs, filesBelow } from './compare-outputs.ts';
import { syntheticClass, writeClass } from './class.ts';

/**
 * `npx tsx tools/grader/testing/grade-class.ts [jobs]`: grades the whole synthetic class twice, the second
 * time killed in the midst and resumed, and compares: each grade with what it should be, and the
 * files of the two gradings byte for byte. It takes some minutes.
 */

const policy = {
  parts: ['3A', '3B', '3D'],
  runs: 2,
  scoring: { kind: 'pass-rate' },
  limits: { stallSeconds: 3, forcedEnds: 1, memoryMb: 512 },
};

const parent = mkdtempSync(path.join(tmpdir(), 'raftlab-class-'));
const members = syntheticClass();
const folder = writeClass(members, parent);
const policyFile = path.join(parent, 'policy.json');
writeFileSync(policyFile, JSON.stringify(policy));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Ended {
  readonly code: number | null;
  readonly seconds: number;
}

/** @param killAtJobs the grader is killed when so many results are there */
async function grade(out: string, flags: readonly string[], killAtJobs?: number): Promise<Ended> {
  const beganMs = performance.now();
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const args = ['--import', tsx, path.join(projectRoot, 'tools/commands/grade.ts'), folder];
  const options = ['--policy', policyFile, '--seed', 'class', '--out', out];
  const child = spawn(process.execPath, [...args, ...options, '--jobs', jobs, ...flags], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  const looking = setInterval(() => {
    if (killAtJobs !== undefined && resultsIn(out) >= killAtJobs) child.kill('SIGKILL');
  }, 50);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(looking);
  return { code, seconds: Math.round((performance.now() - beganMs) / 1_000) };
}

function resultsIn(out: string): number {
  return filesBelow(path.join(out, 'jobs')).filter((file) => file.endsWith('.json')).length;
}

const [jobs = '2'] = process.argv.slice(2);
const [whole, killed] = [path.join(parent, 'whole'), path.join(parent, 'killed')];
const uninterrupted = await grade(whole, []);
const compared = compareClass(members, gradesOf(loadGrading(whole), whole));
for (const { id, what, expected, actual, isAsExpected } of compared) {
  const cells = [isAsExpected ? 'ok' : 'NOT SO', id, what, expected, actual];
  say(cells.map((cell) => cell.slice(0, 80)).join(' | '));
}
const half = Math.floor(resultsIn(whole) / 2);
const broken = await grade(killed, [], half);
const before = resultsIn(killed);
const resumed = await grade(killed, ['--resume']);
const { equal, different, endedByForce } = compareOutputs(whole, killed);
const wrong = compared.filter(({ isAsExpected }) => !isAsExpected);
say(`${members.length} submissions in ${uninterrupted.seconds} s, below ${parent}`);
say(
  `killed with ${before} results after ${broken.seconds} s, ` + `resumed for ${resumed.seconds} s`,
);
say(`${equal} files are equal; those that differ: ${different.join(', ') || 'none'}`);
say(`compared by their points alone, as runs were ended by force: ${endedByForce.join(', ')}`);
say(`grades that are not as expected: ${wrong.map(({ id }) => id).join(', ') || 'none'}`);
const codes = [uninterrupted.code, resumed.code];
process.exitCode = wrong.length + different.length > 0 || codes.some((code) => code !== 0) ? 1 : 0;
