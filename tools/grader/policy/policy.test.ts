import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultPolicy, loadPolicy, parsePolicy } from './load.ts';
import { planTests } from './plan.ts';
import { round, scoreRuns, type ScoredRun } from './score.ts';

const examples = path.join(import.meta.dirname, '../examples');

function runs(passed: number, failed: number): ScoredRun[] {
  return [
    ...Array.from({ length: passed }, (): ScoredRun => ({ verdict: 'pass' })),
    ...Array.from({ length: failed }, (): ScoredRun => ({
      verdict: 'fail',
      brokenRule: 'steps-down',
    })),
  ];
}

describe('a policy’s file', () => {
  test.each(['grading.jsonc', 'grading-400-runs.jsonc'])('the example %s is valid', (name) => {
    expect(loadPolicy(path.join(examples, name)).title).toContain('Lab 3');
  });

  test('what the comments of the example offer is valid, too', () => {
    const text = readFileSync(path.join(examples, 'grading.jsonc'), 'utf8');
    const offered = [...text.matchAll(/^ *\/\/ ("\w+": [[{].*),$/gm)].map(([, field]) => field);
    expect(offered).toHaveLength(3);
    for (const field of offered) {
      expect(() => parsePolicy(`{ ${String(field)} }`, 'p')).not.toThrow();
    }
  });

  test.each([
    ['{ "runs": 0 }', 'runs: '],
    ['{ "point": {} }', 'point: Invalid key: Expected never but received "point"'],
    [
      '{ "points": { "3E": 1 } }',
      'points: expected the name of a test or one of 3A, 3B, 3C, 3D, phases, explore, got "3E"\n  the tests are TestInitialElection3A, TestReElection3A,',
    ],
    ['{ "bonus": { "Exploring": 1 } }', /, TestTwoLeaders, Exploration$/],
    [
      '{ "parts": ["3A", "TestFigure83C"] }',
      'parts: expected 3A, 3B, 3C, 3D, phases, explore, got',
    ],
    [
      '{ "parts": ["3A", "explore"] }',
      'parts: explore has no points of its own: give it some in points or bonus',
    ],
    [
      '{ "oracles": { "no-rule": 1 } }',
      /oracles: expected the id of a rule or default, got "no-rule"; the rules are .*, election-safety,/,
    ],
    ['{ "peers": "solutions" }', 'peers: Invalid type: Expected ("own" | "reference")'],
    ['{ "late": { "factor": 2 } }', 'late.factor: '],
    ['{ "scoring": { "kind": "lucky" } }', 'scoring.kind: '],
    ['{\n  "runs": }', 'p.json:2:11: ValueExpected'],
  ])('%s is refused with its place', (text, message) => {
    expect(() => parsePolicy(text, 'p.json')).toThrow(message);
  });
});

describe('scoring', () => {
  const of = (scoring: object): ReturnType<typeof parsePolicy> =>
    parsePolicy(JSON.stringify({ scoring }), 'p');

  test('all-pass wants every run, and a run that is missing is a failed one', () => {
    expect(scoreRuns(runs(3, 0), 3, defaultPolicy())).toBe(1);
    expect(scoreRuns(runs(2, 1), 3, defaultPolicy())).toBe(0);
    expect(scoreRuns(runs(2, 0), 3, defaultPolicy())).toBe(0);
  });

  test('pass-rate divides by what was planned', () => {
    expect(scoreRuns(runs(1, 0), 4, of({ kind: 'pass-rate' }))).toBe(0.25);
  });

  test('thresholds give the best step reached, in whatever order they stand', () => {
    const steps = [
      { passRate: 1, earns: 1 },
      { passRate: 0.5, earns: 0.4 },
    ];
    const policy = of({ kind: 'thresholds', steps });
    expect([4, 3, 2, 1].map((n) => scoreRuns(runs(n, 4 - n), 4, policy))).toEqual([1, 0.4, 0.4, 0]);
  });

  test.each([
    [400, 1],
    [399, 1],
    [398, 0.99],
    [301, 0.51],
    [201, 0.01],
    [200, 0],
    [0, 0],
  ])('of 400 runs %i passed: ceil(max(t − 200, 0) / 2) per cent', (passed, expected) => {
    const policy = loadPolicy(path.join(examples, 'grading-400-runs.jsonc'));
    expect(scoreRuns(runs(passed, 400 - passed), 400, policy)).toBe(expected);
  });

  test('a broken rule counts what the policy says', () => {
    const policy = parsePolicy('{ "oracles": { "steps-down": 0.5 } }', 'p');
    expect(scoreRuns(runs(3, 1), 4, policy)).toBe(0.5);
    expect(scoreRuns(runs(3, 1), 4, { ...policy, scoring: { kind: 'pass-rate' } })).toBe(0.875);
  });

  test('halves are rounded up though binary fractions lie below', () => {
    expect(round(1.005, 2)).toBe(1.01);
  });
});

describe('the plan', () => {
  test('a part’s points are shared out among the tests that are not named', () => {
    const policy = parsePolicy('{ "points": { "3A": 20, "TestReElection3A": 8 } }', 'p');
    const tests = planTests(policy, 's').filter(({ part }) => part === '3A');
    expect(tests.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(20);
    expect(tests.find(({ name }) => name === 'TestReElection3A')?.points).toBe(8);
  });

  test('sealed seeds follow from the secret, differ between tests, and are the same next time', () => {
    const policy = parsePolicy('{ "runs": 3 }', 'p');
    const seeds = (secret: string): number[] =>
      planTests(policy, secret).flatMap((planned) => planned.seeds);
    expect(seeds('a')).toEqual(seeds('a'));
    expect(seeds('a')).not.toEqual(seeds('b'));
    expect(new Set(seeds('a')).size).toBe(seeds('a').length);
  });

  test('public seeds are counted, runs may be set by part and test', () => {
    const text =
      '{ "seeds": { "kind": "public", "first": 7 }, "parts": ["3A"], "runs": { "default": 1, "3A": 2, "TestReElection3A": 3 } }';
    const tests = planTests(parsePolicy(text, 'p'), 's');
    expect(tests.map(({ seeds }) => seeds)).toEqual([
      [7, 8],
      [7, 8, 9],
      [7, 8],
    ]);
  });

  const beyond = (policy: object): [string, number, boolean, number][] =>
    planTests(parsePolicy(JSON.stringify(policy), 'p'), 's')
      .filter(({ part }) => part === 'phases' || part === 'explore')
      .map(({ name, points, isBonus, seeds }) => [name, points, isBonus, seeds.length]);

  test('nothing beyond the course is graded unless a policy wants it', () => {
    expect(beyond({})).toEqual([]);
    expect(beyond({ runs: { phases: 3, explore: 7 } })).toEqual([]);
  });

  test('the phases are a bonus, shared out among them; so is a single one, and exploration', () => {
    const phases = beyond({ bonus: { phases: 10 }, runs: { default: 2, phases: 3 } });
    expect(phases).toHaveLength(8);
    expect(phases[0]).toEqual(['TestLeaderDiesBeforeCommand', 1.25, true, 3]);
    expect(beyond({ bonus: { TestTwoLeaders: 4 } })).toEqual([['TestTwoLeaders', 4, true, 1]]);
    const exploration = ['Exploration', 5, true, 50];
    expect(beyond({ bonus: { explore: 5 }, runs: { explore: 50 } })).toEqual([exploration]);
    expect(beyond({ bonus: { Exploration: 5 }, runs: { Exploration: 50 } })).toEqual([exploration]);
  });

  test('they are a part like any other for who gives them points, or names them as a part', () => {
    expect(beyond({ points: { explore: 5 } })).toEqual([['Exploration', 5, false, 1]]);
    expect(beyond({ points: { explore: 5 }, parts: ['3A'] })).toEqual([]);
    expect(beyond({ parts: ['phases'] })[0]).toEqual(['TestLeaderDiesBeforeCommand', 2, false, 1]);
  });

  test('what has a bonus is graded besides the parts', () => {
    const policy = parsePolicy('{ "parts": ["3A"], "bonus": { "explore": 5 } }', 'p');
    const parts = planTests(policy, 's').map(({ part }) => part);
    expect(parts).toEqual(['3A', '3A', '3A', 'explore']);
  });
});
