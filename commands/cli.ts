import { CommanderError } from 'commander';
import { UsageError } from '../runner/usage-error.ts';
import { ImplementationError } from '../tester/implementation/error.ts';

/** Exit codes of all commands. */
export const exitCode = { passed: 0, failed: 1, usage: 2 } as const;

/**
 * Runs a command and ends the process with its exit code. What the user can mend is one message
 * without a stack; anything else is a defect of ours and shows where it came from.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = exitCode.usage;
    if (error instanceof CommanderError) {
      // Commander has printed its message already; asking for help is no mistake.
      if (error.exitCode === 0) process.exitCode = exitCode.passed;
    } else if (error instanceof UsageError || error instanceof ImplementationError) {
      process.stderr.write(`${error.message}\n`);
    } else if (isFileError(error)) {
      process.stderr.write(`cannot use ${error.path}: ${error.message}\n`);
    } else {
      throw error;
    }
  }
}

/** Prints a line. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A file the user named that cannot be read or written. */
function isFileError(error: unknown): error is Error & { path: string } {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
