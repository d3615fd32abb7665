import { parsePolicy } from '../../policy/load.ts';
import { gradeOf, type Grade, type NotGraded } from '../../run/grades.ts';
import { planGrading, type Student } from '../../run/grading.ts';
import { failedRecord, type RunRecord } from '../../run/record.ts';
import type { ReportContext } from '../context.ts';

export const policy = parsePolicy(
  '{ "title": "Lab 3", "parts": ["3A"], "points": { "3A": 9, "TestInitialElection3A": 4 }, "runs": 2, "scoring": { "kind": "pass-rate" }, "late": { "factor": 0.5 } }',
  'p',
);

/** What a stranger writes where a name or a message is expected. */
export const evil =
  '</pre></script><script>alert(1)</script><img src="//evil.example/x" onerror="alert(2)">' +
  '[x](javascript:alert(3)) | `\u001b[31m\u0000\u202e]]>\n::set-output name=x::y';

export function student(
  platform: Student['platform'],
  name: string,
  more: Partial<Student> = {},
): Student {
  return { platform, id: name, student: name, platformId: '42', isLate: false, ...more };
}

/** Passes everything but the second run of the first test, or nothing at all. */
export function graded(who: Student, isGood = true): Grade {
  const grading = planGrading(policy, 's', [who]);
  const records = grading.tests.flatMap(({ name, seeds }, t) =>
    seeds.map((seed, i): RunRecord => {
      const failed = {
        ...failedRecord({ test: name, seed }, { property: 'one-leader', message: evil }),
        simulatedMs: 1_500,
      };
      const passed: RunRecord = { ...failed, verdict: 'pass', failure: undefined };
      return isGood && (t > 0 || i === 0) ? passed : failed;
    }),
  );
  return gradeOf(who, records, grading);
}

/** Who was run among the reference where that worked out: three times of four, and led once. */
export function gradedAmong(who: Student, why: string): Grade {
  const among = parsePolicy('{ "parts": ["3B"], "peers": "reference", "runs": 4 }', 'p');
  const [test] = planGrading(among, 's', [who]).tests;
  if (test === undefined) throw new Error('3B has no test');
  const records = test.seeds.map((seed, i): RunRecord => ({
    ...failedRecord({ test: test.name, seed }, { property: 'agreement', message: 'none' }),
    peersUsed: i === 3 ? { kind: 'own', why } : { kind: 'reference', home: i, led: i === 1 },
  }));
  return gradeOf(who, records, { policy: among, tests: [test] });
}

/** Whose work nobody could run, as the disk was full. */
export function notGraded(who: Student): NotGraded {
  const { tests } = planGrading(policy, 's', [who]);
  return { kind: 'not-graded', student: who, tests, maxScore: 9, reason: `no space left ${evil}` };
}

export const ann = graded(student('canvas', '=Ann "A" Doe'));
export const late = graded(student('moodle', 'Bob', { isLate: true }));
/** Nothing, but it ran. */
export const none = graded(student('plain', 'Cleo'), false);
export const stranger = graded(student('plain', evil, { id: 'stranger' }), false);

export const context: ReportContext = {
  machines: [
    {
      node: 'v20.20.0',
      platform: 'linux',
      warnings: ['no prlimit here'],
      layers: [{ layer: 'permissions', what: 'no files' }],
    },
  ],
  tracePage: (id, { property }) => `traces/${id}-${property}.html`,
  hasSimilarity: true,
};
