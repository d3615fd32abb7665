import { allLabs, labs } from '../../labs/index.ts';
import type { Part } from '../../tester/part.ts';
import type { Lab, Scenario } from '../../tester/scenario.ts';
import { UsageError } from './usage-error.ts';

/** The names a command line may use for parts. */
export const partNames: readonly Part[] = allLabs.map((lab) => lab.part);

/** What a command line may say for a part, for help and messages. */
export const partChoices = `${partNames.join(', ')} or all`;

/** Whether a word is what a command line may say for a part. */
export function isPart(word: string): boolean {
  return word === 'all' || partNames.some((name) => name.toLowerCase() === word.toLowerCase());
}

/** The labs that a part names; `all` are the course's. Throws {@link UsageError} for another word. */
export function labsOf(part: string): readonly Lab[] {
  if (part === 'all') return labs;
  const wanted = allLabs.filter((lab) => lab.part.toLowerCase() === part.toLowerCase());
  if (wanted.length > 0) return wanted;
  throw new UsageError(`unknown part ${part}: expected ${partChoices}`);
}

/**
 * The scenarios of some parts whose names or titles match a pattern, in the course's order; `all` are
 * the course's parts.
 */
export function selectScenarios(options: {
  readonly part: string;
  readonly pattern: string | undefined;
}): readonly Scenario[] {
  const { part, pattern } = options;
  const scenarios = labsOf(part).flatMap((lab) => lab.scenarios);
  return pattern === undefined ? scenarios : matchingScenarios(scenarios, pattern);
}

/** The scenarios of all parts there are, those beyond the course too, that match a pattern. */
export function scenariosNamed(pattern: string): readonly Scenario[] {
  return matchingScenarios(
    allLabs.flatMap((lab) => lab.scenarios),
    pattern,
  );
}

function matchingScenarios(scenarios: readonly Scenario[], pattern: string): readonly Scenario[] {
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
