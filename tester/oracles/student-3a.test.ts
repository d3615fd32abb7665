import { describe, expect, it } from 'vitest';
import { scenarios } from '../../labs/index.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { programOf } from '../testing/implementation.ts';
import { studentOf3A, type Student } from './testing/student-3a.ts';

const of3A = scenarios.filter(({ part }) => part === '3A');
const bothShapes: readonly Student['heartbeats'][] = ['complete', 'term and leader only'];

async function resultsOf(student: Student, seeds: readonly number[]): Promise<RunResult[]> {
  const program = await programOf(studentOf3A(student));
  const results: RunResult[] = [];
  for (const seed of seeds) {
    for (const scenario of of3A) {
      const options = { seed, recording: 'off', implementation: '3A only' } as const;
      results.push(await run(scenario, program, options));
    }
  }
  return results;
}

describe('a student of 3A', () => {
  it.each(bothShapes)('is not accused when all is right; heartbeats: %s', async (heartbeats) => {
    const results = await resultsOf({ heartbeats, timer: 'is reset' }, [1, 2]);
    expect(results.flatMap(({ failure }) => failure?.message ?? [])).toEqual([]);
    expect(results.flatMap(({ oracleNotes }) => oracleNotes.map(({ message }) => message))).toEqual(
      [],
    );
  });

  it.each(bothShapes)(
    'is told of a timer that is never reset; heartbeats: %s',
    async (heartbeats) => {
      const results = await resultsOf({ heartbeats, timer: 'is forgotten' }, [1]);
      expect(results.map(({ failure }) => failure?.property)).toEqual(
        of3A.map(() => 'hears-leader-no-campaign'),
      );
    },
  );

  it('with all fields has every rule checked', async () => {
    const results = await resultsOf({ heartbeats: 'complete', timer: 'is reset' }, [1]);
    expect(results.flatMap(({ unchecked }) => unchecked)).toEqual([]);
  });
});
