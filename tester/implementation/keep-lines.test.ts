import path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { Program } from '../../sim/program.ts';
import { run } from '../run.ts';
import { inFolder, idleRaft } from '../testing/implementation.ts';
import { bundleForDebugger, bundleImplementation, bundleRuntime } from './bundle.ts';
import { projectRoot } from './root.ts';

const reference = path.join(projectRoot, 'solutions/raft.ts');

test('what a file says stands on its own lines, and the map says so too', async () => {
  const { code, map, fileName } = await bundleForDebugger(reference);
  expect(fileName).toBe(reference);
  const lines = code.split('\n');
  const traced = new TraceMap(map);
  const astray = lines.flatMap((text, k) => {
    const column = text.search(/\S/);
    if (k === 0 || column === -1 || text.startsWith('//#')) return [];
    const { source, line } = originalPositionFor(traced, { line: k + 1, column });
    return source === 'raft.ts' && line === k + 1 ? [] : [`${k + 1}: ${text}`];
  });
  expect(astray).toEqual([]);
  const wrote = lines.findIndex((text) => text.includes('startElection(){'));
  expect(wrote).toBeGreaterThan(100);
});

test('code that is laid out for a debugger runs as it always does', async () => {
  const scenario = findScenario('TestReElection3A');
  if (scenario === undefined) throw new Error('expected the test to be there');
  const runtime = await bundleRuntime();
  const hashes = [];
  for (const bundle of [bundleImplementation, bundleForDebugger]) {
    const program = new Program(runtime, await bundle(reference));
    const options = { seed: 3, recording: 'off', implementation: 'solutions' } as const;
    hashes.push((await run(scenario, program, options)).traceHash);
  }
  expect(hashes[1]).toBe(hashes[0]);
});

test('no line break comes where it would end a statement', async () => {
  const source = `
${idleRaft}
function sum(a: number, b: number): number {
  return (
    // the sum
    a +
    b
  );
}
const twice = async (
  text: string,
): Promise<string> => \`\${text}
\${text}\`;
export function Make() {
  if (sum(1, 2) !== 3) {
    throw (
      new Error('the sum is gone')
    );
  }
  void twice('ab').then((text) => console.log(text));
  return idleRaft;
}
`;
  await inFolder({ 'raft.ts': source }, async (folder) => {
    const bundle = await bundleForDebugger(path.join(folder, 'raft.ts'));
    const program = new Program(await bundleRuntime(), bundle);
    const scenario = findScenario('TestInitialElection3A');
    if (scenario === undefined) throw new Error('expected the test to be there');
    const { failure, trace = [] } = await run(scenario, program, {
      seed: 1,
      recording: 'on',
      implementation: 'idle',
    });
    // It never elects a leader, and that is all that is wrong with it.
    expect(failure?.property).toBe('one-leader');
    const printed = trace.flatMap((event) => (event.kind === 'console' ? [event.text] : []));
    expect(printed).toEqual(['ab\nab', 'ab\nab', 'ab\nab']);
  });
});
