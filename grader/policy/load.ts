import { readFileSync } from 'node:fs';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import * as v from 'valibot';
import { scenarios } from '../../labs/index.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { rules } from '../../tester/oracles/rules.ts';
import { policySchema, type Policy } from './schema.ts';

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
    const place = `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
    throw new UsageError(`${name}:${place}: ${printParseErrorCode(error.error)}`);
  }
  const result = v.safeParse(policySchema, value);
  const problems = result.success
    ? unknownNames(result.output)
    : result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the policy'}: ${issue.message}`);
  if (result.success && problems.length === 0) return result.output;
  throw new UsageError([`${name} is no grading policy:`, ...problems].join('\n  '));
}

/** A misspelt test would silently be worth what it is worth without a policy. */
function unknownNames(policy: Policy): string[] {
  const parts = new Set<string>(scenarios.map((scenario) => scenario.part));
  const known = new Set<string>([...parts, ...scenarios.map((scenario) => scenario.name)]);
  const runs = typeof policy.runs === 'number' ? {} : policy.runs;
  const problems: string[] = [];
  for (const [field, names] of [
    ['points', Object.keys(policy.points)],
    ['bonus', Object.keys(policy.bonus)],
    ['runs', Object.keys(runs).filter((name) => name !== 'default')],
    ['parts', (policy.parts ?? []).filter((part) => !parts.has(part))],
  ] as const) {
    for (const name of names) {
      if (field !== 'parts' && known.has(name)) continue;
      const expected = field === 'parts' ? 'expected' : 'expected the name of a test or one of';
      problems.push(`${field}: ${expected} ${[...parts].join(', ')}, got ${JSON.stringify(name)}`);
    }
  }
  const rulesKnown = rules.map((rule) => rule.id);
  for (const name of Object.keys(policy.oracles)) {
    if (name === 'default' || rulesKnown.includes(name)) continue;
    problems.push(`oracles: expected the id of a rule or default, got ${JSON.stringify(name)}`);
  }
  return problems;
}
