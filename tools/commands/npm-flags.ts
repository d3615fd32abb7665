import type { Command, Option } from 'commander';
import { UsageError } from '../runner/usage-error.ts';

/**
 * npm takes flags for itself that do not stand behind `--`, and passes on the rest: of
 * `npm run sweep 3A --runs 5` the command sees `3A 5`. What npm took stands in the environment.
 */

/** node-gyp reads this one from a user's .npmrc, so that it says nothing of the command line. */
const otherwiseUsed = new Set(['--jobs']);

/** @throws UsageError with the command line that was meant, when npm has taken one of its flags */
export function refuseTakenFlags(command: Command, env: NodeJS.ProcessEnv): void {
  const { npm_lifecycle_event: script, npm_lifecycle_script: text } = env;
  if (script === undefined || text === undefined) return;
  const taken = takenFlags(command.options, env);
  if (taken.length === 0) return;
  // What the script itself says comes first: `tsx tools/commands/test.ts 3A`.
  const ofScript = text.split(' ').length - 2;
  const words = process.argv.slice(2 + ofScript);
  const meant = script === 'test' ? command.name() : script;
  // `npm test 3A` says in a word what `npm run test:3A` has in its name.
  const own = meant.endsWith(`:${words[0] ?? ''}`) ? words.slice(1) : words;
  const line = `npm run ${meant} -- ${intended(own, taken, command, env).join(' ')}`;
  const flags = taken.map((option) => flagOf(option)).join(', ');
  throw new UsageError(
    `npm has taken ${flags} for itself: what is meant for the command stands behind --\n  ${line}`,
  );
}

/** Those of a command's options that npm has taken. */
export function takenFlags(options: readonly Option[], env: NodeJS.ProcessEnv): readonly Option[] {
  return options.filter((option) => {
    const value = valueOf(option, env);
    if (value === undefined || otherwiseUsed.has(flagOf(option))) return false;
    return option.negate ? value === '' : value !== '';
  });
}

/** The words of the command line with the flags back among them. */
function intended(
  words: readonly string[],
  taken: readonly Option[],
  command: Command,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  const room = command.registeredArguments.some(({ variadic }) => variadic)
    ? words.length
    : command.registeredArguments.length;
  const loose = taken.filter((option) => option.required && valueOf(option, env) === 'true');
  // With one value and one place for it there is no doubt which belongs to which.
  const isClear = loose.length === 1 && words.length === room + 1;
  const value = isClear ? words.findLast((word) => isValueOf(loose[0], word)) : undefined;
  const rest = [...words];
  if (value !== undefined) rest.splice(rest.lastIndexOf(value), 1);
  const flags = taken.map((option) => {
    const given = valueOf(option, env) ?? '';
    if (option.negate || given === 'true') {
      return loose.includes(option) ? `${flagOf(option)} ${value ?? '…'}` : flagOf(option);
    }
    return `${flagOf(option)} ${given}`;
  });
  const placed = value === undefined ? rest.slice(0, room) : rest;
  const missing = command.registeredArguments
    .slice(placed.length)
    .filter(({ required }) => required);
  return [...placed, ...missing.map((argument) => `<${argument.name()}>`), ...flags];
}

function isValueOf(option: Option | undefined, word: string): boolean {
  try {
    option?.parseArg?.(word, undefined);
    return true;
  } catch {
    return false;
  }
}

function valueOf(option: Option, env: NodeJS.ProcessEnv): string | undefined {
  const name = (option.long ?? '').replace(/^--(no-)?/, '').replaceAll('-', '_');
  const short = option.short === undefined ? undefined : env[`npm_config_${option.short.slice(1)}`];
  return env[`npm_config_${name}`] ?? short;
}

function flagOf({ long, short }: Option): string {
  return long ?? short ?? '';
}
