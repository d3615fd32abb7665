import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { openConfined, type Confined } from '../testing/confined.ts';
import { folderWith } from '../testing/folder.ts';

/**
 * What code can do that has got out of its context and owns the whole process: these scripts stand
 * in the place of our own. They tell what they reached through a failure's message.
 */

let confined: Confined;
beforeAll(async () => {
  confined = await openConfined();
});

const secret = folderWith({ 'secret.txt': 'the seeds' });

describe('a process that owns itself reaches nothing else', () => {
  test.each([
    [
      'another file',
      `attempt(() => fs.readFileSync(${JSON.stringify(`${secret}/secret.txt`)}, 'utf8'))`,
    ],
    [
      'the reference',
      `attempt(() => fs.readFileSync(${JSON.stringify(path.join(projectRoot, 'solutions/raft.ts'))}))`,
    ],
    [
      'the policy',
      `attempt(() => fs.readFileSync(${JSON.stringify(path.join(projectRoot, 'tools/grader/examples/grading.jsonc'))}))`,
    ],
    ['other submissions', `attempt(() => fs.readdirSync(${JSON.stringify(path.dirname(secret))}))`],
    [
      'the parent’s environment',
      "attempt(() => fs.readFileSync('/proc/' + process.ppid + '/environ'))",
    ],
    ['writing a file', "attempt(() => fs.writeFileSync('here.txt', 'x'))"],
    ['writing elsewhere', "attempt(() => fs.writeFileSync('/tmp/raftlab-escaped', 'x'))"],
    [
      'a child process',
      "attempt(() => { const r = require('child_process').spawnSync('id'); if (r.error) throw r.error; return r.stdout; })",
    ],
    ['a fork', "attempt(() => require('child_process').fork('/dev/null').pid)"],
    ['a thread', "attempt(() => new (require('worker_threads').Worker)('1', { eval: true }))"],
    [
      'the inspector',
      "attempt(() => { const s = new (require('inspector').Session)(); s.connect(); return s; })",
    ],
    [
      'an addon',
      "attempt(() => process.dlopen({ exports: {} }, '/usr/lib/x86_64-linux-gnu/libc.so.6'))",
    ],
    [
      'the network',
      "const s = require('net').connect(9, '192.0.2.1'); s.on('connect', () => tell('OPEN')); s.on('error', (e) => tell('closed ' + e.code)); setTimeout(() => tell('OPEN: no answer'), 1000);",
    ],
    [
      'this machine’s own services',
      "const s = require('net').connect(22, '127.0.0.1'); s.on('connect', () => tell('OPEN')); s.on('error', (e) => tell(['ENETUNREACH', 'EPERM', 'ECONNREFUSED', 'ERR_ACCESS_DENIED'].includes(e.code) ? 'closed' : e.code));",
    ],
  ])('%s', async (_name, script) => {
    expect(await confined.told(script)).toMatch(/^closed/);
  });

  test('its environment holds no secret', async () => {
    process.env.RAFTLAB_TEST_SECRET = 'sesame';
    const text = await confined.told('tell(JSON.stringify(process.env))');
    delete process.env.RAFTLAB_TEST_SECRET;
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(
      expect.arrayContaining(['LC_ALL', 'TZ']),
    );
    expect(text).not.toContain('sesame');
  });
});

describe('what it writes is believed only as far as it must be', () => {
  test('a line that is no report spoils every verdict of the process', async () => {
    const [record] = await confined.escaped(`fs.writeSync(1, 'all tests passed\\n');`);
    expect(record?.failure?.property).toBe('forged-result');
  });

  test('a result for another seed is none', async () => {
    const script = `say({ kind: 'result', passesWithoutRules: true, result: { test: 'TestInitialElection3A', seed: 99,
      verdict: 'pass', warnings: [], oracleNotes: [], statistics: { simulatedMs: 1 }, traceHash: '0123456789abcdef' } });`;
    const [record] = await confined.escaped(script);
    expect(record?.failure?.property).toBe('forged-result');
  });

  test('an exit code of 0 without results has passed nothing', async () => {
    const [record, other] = await confined.escaped('process.exit(0);', [
      'TestInitialElection3A',
      'TestReElection3A',
    ]);
    expect([record?.verdict, other?.verdict]).toEqual(['fail', 'fail']);
    expect(record?.failure?.message).toContain('ended before the test did');
  });

  test('a flood without a line’s end is stopped', async () => {
    const script = `const b = Buffer.alloc(1e6, 120); for (;;) fs.writeSync(1, b);`;
    const [record] = await confined.escaped(script);
    expect(record?.failure?.message).toContain('(flood)');
  });

  test('a flood of lines is stopped at the first that is not ours', async () => {
    const script = `for (;;) fs.writeSync(1, 'x\\n'.repeat(1000));`;
    const [record] = await confined.escaped(script);
    expect(record?.failure?.property).toBe('forged-result');
  });

  test('memory outside of the heap is bounded', async () => {
    // Nothing is written into it: filling memory can take longer than a run may stand still.
    const script = `const a = []; for (;;) a.push(Buffer.allocUnsafeSlow(1e8));`;
    const [record] = await confined.escaped(script);
    expect(record?.failure?.property).toMatch(/out-of-memory|process-died/);
  });
});

test('nothing that an attack tried to write is there', () => {
  expect(existsSync('/tmp/raftlab-escaped')).toBe(false);
  expect(readFileSync(`${secret}/secret.txt`, 'utf8')).toBe('the seeds');
});
