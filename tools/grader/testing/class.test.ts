import path from 'node:path';
import { expect, test } from 'vitest';
import { buildChildScript } from '../confine/child-script.ts';
import { probeConfinement } from '../confine/layers.ts';
import { parsePolicy } from '../policy/load.ts';
import { grade } from '../run/grade.ts';
import { gradesOf } from './grades.ts';
import { planGrading } from '../run/grading.ts';
import { findSubmissions } from '../submissions/find.ts';
import { compareClass } from './check-class.ts';
import { syntheticClass, writeClass } from './class.ts';
import { folderWith } from './folder.ts';

const policy = parsePolicy(
  JSON.stringify({ parts: ['3A'], limits: { stallSeconds: 2, forcedEnds: 1, memoryMb: 300 } }),
  'p',
);

/** Mistakes that do not show in elections are for the whole class, which grade-class.ts grades. */
const shownByElections = ['vote-needs-longer-log', 'refusal-counts-as-vote', 'timeout-of-seconds'];
const members = syntheticClass().filter(
  ({ what, id }) => what !== 'a known bug' || shownByElections.includes(id),
);

test('every kind of submission gets what it deserves, whoever is graded beside it', async () => {
  expect(syntheticClass().length).toBeGreaterThanOrEqual(60);
  const submissions = findSubmissions(writeClass(members, folderWith()));
  const grading = planGrading(policy, 'secret', submissions);
  const out = path.join(folderWith(), 'out');
  const [confinement, script] = [probeConfinement(), await buildChildScript()];
  await grade({ grading, submissions, out, confinement, script, jobs: 2 });
  const compared = compareClass(members, gradesOf(grading, out));
  expect(compared).toHaveLength(members.length);
  expect(compared.filter(({ isAsExpected }) => !isAsExpected)).toEqual([]);
});
