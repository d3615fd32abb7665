import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { gradescopeResults, gradescopeSchema } from './gradescope.ts';
import { htmlReport } from './pages/report.tsx';
import { jobSummary } from './job-summary.ts';
import { summaryPage } from './pages/summary.tsx';
import { ann, context, evil, gradedAmong, policy, student } from './testing/graded.ts';
import { textReport } from './text.ts';
import { peersLines, peersOf } from './peers.ts';

const amongPolicy = { ...policy, peers: 'reference' } as const;
const bea = gradedAmong(student('plain', 'Bea'), 'it has an RPC of its own, Raft.PreVote');

const told =
  '3B: 3 of 4 runs count with the submission on one server and the reference on the others; it led in ' +
  '1 of them';
const fallback = 'on all servers in 1 run: it has an RPC of its own, Raft.PreVote';

test('a submission that ran on all servers anyway has nothing to be told', () => {
  expect(peersOf(ann)).toBeUndefined();
  expect(peersLines(peersOf(ann))).toEqual([]);
});

describe('who ran among the reference is told so, how often it led, and why it did not', () => {
  test.each([
    ['report.txt', textReport(bea, amongPolicy, context)],
    ['report.html', htmlReport(bea, amongPolicy, context)],
    ['results.json', gradescopeResults(bea, amongPolicy).output ?? ''],
    [
      'summary.md',
      jobSummary([bea], amongPolicy).replace(/&#(\d+);/g, (_, code) => {
        return String.fromCharCode(Number(code));
      }),
    ],
  ])('%s', (_name, text) => {
    expect(text).toContain(told);
    expect(text).toContain(fallback);
  });

  test('results.json has the figures too, and stays in its format', () => {
    const results = gradescopeResults(bea, amongPolicy);
    expect(v.parse(gradescopeSchema, results)).toEqual(results);
    expect(results.extra_data?.peers).toEqual({
      parts: ['3B'],
      runs: 4,
      among: 3,
      led: 1,
      fallbacks: [{ why: 'it has an RPC of its own, Raft.PreVote', runs: 1 }],
    });
  });

  test('summary.html has a column for it where the policy wants peers', () => {
    const row = /Bea<\/a>.*<\/tr>/.exec(summaryPage([bea], amongPolicy, context))?.[0];
    expect(row).toContain('<td class="number">3 of 4</td><td class="number">1</td>');
    expect(summaryPage([ann], policy, context)).not.toContain('Among the reference');
  });
});

test('a failed run is told with its server, and with the command that has the same peers', () => {
  const text = textReport(bea, amongPolicy, context);
  expect(text).toMatch(/of simulated time, on server 0 with the reference on the others/);
  expect(text).toMatch(/replay: npm run test:3B -- --seed \d+ -t Test\w+3B --peers solutions\n/);
  expect(text).toContain('(needs solutions/, which not every copy of the project has)');
});

test('reasons that a submission makes up are escaped, and few are shown', () => {
  const html = htmlReport(gradedAmong(student('plain', 'x'), evil), amongPolicy, context);
  expect(html).not.toContain('<script');
  const kept = peersOf(bea);
  if (kept === undefined) throw new Error('nothing was kept');
  const fallbacks = Array.from({ length: 50 }, (_, i) => ({ why: `why ${i}`, runs: 1 }));
  const lines = peersLines({ ...kept, fallbacks });
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe('on all servers in 45 runs for other reasons');
});
