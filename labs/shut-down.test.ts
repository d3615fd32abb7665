import { describe, expect, it } from 'vitest';
import { run } from '../tester/run.ts';
import type { RunResult } from '../tester/result.ts';
import { programOf } from '../tester/testing/implementation.ts';
import { variantOfReference, type Edit } from '../tester/testing/variant.ts';
import { findScenario } from './index.ts';

const names = ['TestPersist23C', 'TestSnapshotAllCrash3D'] as const;

async function play(name: (typeof names)[number], ...edits: readonly Edit[]): Promise<RunResult> {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`there is no ${name}`);
  const program = await programOf(variantOfReference(...edits));
  return run(scenario, program, { seed: 1, recording: 'on', implementation: 'on the spot' });
}

describe.each(names)('%s ends with a Kill of servers that go on running', (name) => {
  it('and the reference is silent after it', async () => {
    const { failure, trace = [] } = await play(name);
    expect(failure).toBeUndefined();
    const killed = trace.filter(({ kind }) => kind === 'kill');
    expect(new Set(killed.map((event) => 'server' in event && event.server)).size).toBe(
      findScenario(name)?.servers,
    );
  });

  it('which finds timers that Kill has not cleared', async () => {
    const edit = {
      file: 'raft.ts',
      by: '\n  }\n\n  // Roles.',
      replace: `
    this.becomeFollower(this.state.currentTerm);
    clearTimeout(this.electionTimer);
  }

  // Roles.`,
    };
    const { failure } = await play(name, edit);
    expect(failure?.property).toBe('silent-after-kill');
    expect(failure?.message).toMatch(/server \d sends Raft\.\w+ after it was killed/);
  });

  it('which finds entries that are applied all the same', async () => {
    const edit = {
      file: 'raft.ts',
      replace: 'if (this.isKilled || this.last',
      by: 'if (this.last',
    };
    const { failure } = await play(name, edit);
    expect(failure?.property).toBe('silent-after-kill');
    expect(failure?.message).toMatch(/server \d applies index \d+ after it was killed/);
  });
});
