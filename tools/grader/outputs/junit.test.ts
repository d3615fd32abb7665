import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitClassReport, junitReport } from './junit.ts';
import { ann, late, none, policy, stranger } from './testing/graded.ts';

const schema = readFileSync(path.join(import.meta.dirname, 'testing/junit.xsd'), 'utf8');

async function mistakes(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ message }) => message);
}

test.each([
  ['one that passes nearly all', junitReport(ann, policy)],
  ['one without results', junitReport(none, policy)],
  ['a hostile one', junitReport(stranger, policy)],
  ['a class', junitClassReport([ann, late, none, stranger], policy)],
  ['a class of nobody', junitClassReport([], policy)],
])('%s is JUnit XML by its schema', async (_, xml) => {
  expect(await mistakes(xml)).toEqual([]);
});

test('the schema is one that finds mistakes', async () => {
  const xml = junitReport(ann, policy);
  expect(await mistakes(xml.replace(/ failures="\d+"/, ''))).not.toEqual([]);
  expect(await mistakes(xml.replace('</testsuite>', ''))).not.toEqual([]);
});

test('counts are those of the cases, times are simulated ones', () => {
  expect(junitReport(ann, policy)).toContain(
    '<testsuite name="3A" tests="3" failures="1" errors="0" time="9.000">',
  );
});

test('in a class every submission has a suite, and classes of its own', () => {
  const xml = junitClassReport([late, none], policy);
  expect(xml).toContain('<testsuite name="Bob" tests="3" failures="1"');
  expect(xml).toContain('<testcase classname="Cleo.3A" name="TestReElection3A"');
});
