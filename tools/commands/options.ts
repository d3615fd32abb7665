import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { parseSeed } from '../runner/seeds.ts';
import { raftChoices } from '../../tester/implementation/load.ts';
import { CommandLine } from './command-line.ts';

/** A command line whose mistakes become exceptions, so that one place prints and exits. */
export function commandLine(name: string, description: string): CommandLine {
  return new CommandLine(name).description(description).exitOverride().allowExcessArguments(false);
}

/** Which Raft a command runs. */
export function raftOption(otherwise = 'skeleton'): Option {
  return new Option('--raft <path>', raftChoices()).default(otherwise);
}

/** How much to do at once: as much as fits the machine. */
export function jobsOption(what = 'runs'): Option {
  return new Option('--jobs <n>', `${what} at the same time`)
    .argParser(countOption)
    .default(availableParallelism(), 'as many as there are cores');
}

/** When a run leaves a page to look at: with `always` a run that passed does so as well. */
const traceModes = ['always', 'failure', 'never'] as const;
export type TraceMode = (typeof traceModes)[number];

export function traceOption(): Option {
  return new Option('--trace <when>', 'write the page of a run to traces/')
    .choices(traceModes)
    .default('failure');
}

export function seedOption(text: string): number {
  try {
    return parseSeed(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

export function countOption(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError(`expected a whole number from 1 on, got ${text}`);
}
