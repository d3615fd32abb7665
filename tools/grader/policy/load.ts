import { readFileSync } from 'node:fs';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import * as v from 'valibot';
import { UsageError } from '../../runner/usage-error.ts';
import { rules } from '../../../tester/oracles/rules.ts';
import { policySchema, type Policy } from './schema.ts';
import { gradableParts, gradableTests } from './tests.ts';

/** The policy of a file that may hold comments and trailing commas. @throws UsageError */
export function loadPolicy(file: string): Policy {
  return parsePolicy(readFileSync(file, 'utf8'), file);
}

/** All tests, once each, with the lab's own points. */
export function defaultPolicy(): Policy {
  return parsePolicy('{}', 'the default policy');
}

/**
 * @param name how messages call it
 * @throws UsageError with every problem, its place and what was expected there
 */
export function parsePolicy(text: string, name: string): Policy {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const before = text.slice(0, error.offset).split('\n');
    const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw new UsageError(`${name}:${place}: ${printParseErrorCode(error.error)}`);
  }
  const result = v.safeParse(policySchema, value);
  const problems = result.success
    ? [...unknownNames(result.output), ...worthless(result.output)]
    : result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the policy'}: ${issue.message}`);
  if (result.success && problems.length === 0) return result.output;
  throw new UsageError([`${name} is no grading policy:`, ...problems].join('\n  '));
}

/** A misspelt test would silently be worth what it is worth without a policy. */
function unknownNames(policy: Policy): string[] {
  const testNames: readonly string[] = gradableTests.map((test) => test.name);
  const parts = gradableParts.join(', ');
  const runs = typeof policy.runs === 'number' ? {} : policy.runs;
  const problems: string[] = [];
  for (const [field, names] of [
    ['points', Object.keys(policy.points)],
    ['bonus', Object.keys(policy.bonus)],
    ['runs', Object.keys(runs).filter((name) => name !== 'default')],
  ] as const) {
    for (const name of names) {
      if (gradableParts.includes(name) || testNames.includes(name)) continue;
      const expected = `expected the name of a test or one of ${parts}`;
      problems.push(`${field}: ${expected}, got ${JSON.stringify(name)}`);
    }
  }
  if (problems.length > 0) problems.push(`the tests are ${testNames.join(', ')}`);
  for (const part of policy.parts ?? []) {
    if (gradableParts.includes(part)) continue;
    problems.push(`parts: expected ${parts}, got ${JSON.stringify(part)}`);
  }
  const ruleIds = rules.map((rule) => rule.id);
  for (const name of Object.keys(policy.oracles)) {
    if (name === 'default' || ruleIds.includes(name)) continue;
    const expected = 'expected the id of a rule or default';
    problems.push(
      `oracles: ${expected}, got ${JSON.stringify(name)}; the rules are ${ruleIds.join(', ')}`,
    );
  }
  return problems;
}

/** What the lab gives no points to would be graded for nothing. */
function worthless({ points, bonus, parts = [] }: Policy): string[] {
  return parts.flatMap((part) => {
    const tests = gradableTests.filter((test) => test.part === part);
    const named = [part, ...tests.map((test) => test.name)];
    const isWorth =
      tests.some((test) => test.points > 0) ||
      named.some((name) => name in points || name in bonus);
    if (tests.length === 0 || isWorth) return [];
    return [`parts: ${part} has no points of its own: give it some in points or bonus`];
  });
}
