import { allLabs, labs } from '../labs/index.ts';
import type { Part, Scenario } from '../tester/scenario.ts';
import { UsageError } from './usage-error.ts';

/** The names a command line may use for parts. */
export const partNames: readonly Part[] = allLabs.map((lab) => lab.part);

/**
 * The scenarios of some parts whose names or titles match a pattern, in the course's order; `all` are
 * the course's parts.
 */
export function selectScenarios(options: {
  readonly part: string;
  readonly pattern: string | undefined;
}): readonly Scenario[] {
  const { part, pattern } = options;
  const wanted =
    part === 'all' ? labs : allLabs.filter((lab) => lab.part.toLowerCase() === part.toLowerCase());
  if (wanted.length === 0) {
    throw new UsageError(`unknown part ${part}: expected ${partNames.join(', ')} or all`);
  }
  const scenarios = wanted.flatMap((lab) => lab.scenarios);
  if (pattern === undefined) return scenarios;
  const expression = parsePattern(pattern);
  const matching = scenarios.filter(
    (scenario) => expression.test(scenario.name) || expression.test(scenario.title),
  );
  if (matching.length > 0) return matching;
  const names = scenarios.map((scenario) => scenario.name).join(', ');
  throw new UsageError(`no test matches -t ${pattern}; there are ${names}`);
}

function parsePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch {
    throw new UsageError(`-t takes a name or a regular expression, got ${pattern}`);
  }
}
