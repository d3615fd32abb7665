import { describe, expect, test } from 'vitest';
import type { Grade } from '../../run/grades.ts';
import type { Comparison } from '../../similarity/compare.ts';
import { similarityPage } from '../../similarity/page.tsx';
import { context, graded, gradedAmong, notGraded, policy, student } from '../testing/graded.ts';
import { htmlReport } from './report.tsx';
import { summaryPage } from './summary.tsx';

/** Leaves the element it stands in, the attribute, or the script. */
const escapes = ['</script><img src=x onerror=alert(1)>', '"><b>', "'><i>&lt;"];
const hostile = escapes.join(' ');
const elements = /<(?:img|b|i|script)\b|<\/script/;

const policyOfStranger = { ...policy, title: hostile };
const who = student('plain', hostile);
const linked = { ...context, tracePage: () => `traces/${hostile}.html` };

/** The rule, the message and all else that is told of each failed run. */
const broken: Grade = {
  ...graded(who, false),
  tests: graded(who, false).tests.map((each) => ({
    ...each,
    records: each.records.map((record) => ({
      ...record,
      failure: {
        property: hostile,
        message: hostile,
        atMs: 1,
        servers: [],
        evidence: [hostile],
        stack: [hostile],
        lastEvents: [hostile],
      },
    })),
  })),
};
const among = gradedAmong(who, hostile);
const amongPolicy = { ...policyOfStranger, peers: 'reference' } as const;
const nobody = { ...notGraded(who), reason: hostile };

const compared = { id: hostile, student: hostile, files: [] };
const stretch = { file: hostile, line: 1, lines: [hostile] };
const comparison: Comparison = {
  pairs: [{ first: compared, second: compared, similarity: 1, firstShare: 1, secondShare: 1 }],
  medianSimilarity: 0,
  leftOut: [compared],
  matches: () => [{ first: stretch, second: stretch }],
};

describe('what a stranger wrote is shown as it was written, and is no part of the page', () => {
  // In how many places of each page: in its head and headings, and in what follows.
  test.each([
    ['a report', htmlReport(broken, policyOfStranger, linked), 4 + 6],
    [
      'a report of what could not be run',
      htmlReport({ ...broken, problem: hostile }, policy, linked),
      3 + 6,
    ],
    ['a report of what was not graded', htmlReport(nobody, policyOfStranger, linked), 4 + 1],
    ['a report of who ran among the reference', htmlReport(among, amongPolicy, linked), 4 + 2],
    ['the summary', summaryPage([broken, nobody], policyOfStranger, linked), 2 + 1 + 6],
    ['the similarities', similarityPage(hostile, comparison), 2 + 3 + 2 + 6],
  ])('%s', (_name, html, places) => {
    expect(html).not.toMatch(elements);
    const escaped = html.split('&lt;/script>&lt;img src=x onerror=alert(1)>').length - 1;
    expect(escaped).toBe(places);
    expect(html.split('&quot;>&lt;b>')).toHaveLength(escaped + 1);
    // What looks escaped already is no entity either.
    expect(html.split("'>&lt;i>&amp;lt;")).toHaveLength(escaped + 1);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });
});
