import { CommanderError } from 'commander';
import { UsageError } from '../runner/usage-error.ts';
import { ImplementationError } from '../../tester/implementation/error.ts';

/** Exit codes of all commands. */
export const exitCode = {
  passed: 0,
  failed: 1,
  usage: 2,
  /** A command that stopped in the middle, by our fault. */
  unfinished: 3,
  /** Ctrl-C: what a shell gives for a death by SIGINT. */
  interrupted: 130,
  /** Nobody reads the output any more: what a shell gives for a death by SIGPIPE. */
  unread: 141,
} as const;

/**
 * Runs a command and ends the process with its exit code. What the user can mend is one message
 * without a stack; anything else is a defect of ours and shows where it came from.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  endWithReader(process.stdout);
  endWithReader(process.stderr);
  process.once('beforeExit', admitUnfinished);
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
  } finally {
    process.off('beforeExit', admitUnfinished);
  }
}

/** With `| head -3` the reader goes away early, and what would be printed is for nobody. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCode.unread);
  });
}

/** Called when nothing is left to wait for although the command still waits. */
function admitUnfinished(): never {
  process.stderr.write(
    'the command stopped before it was done: it waits for something that can never come. This is a ' +
      'mistake of raftlab, not of your Raft; what was printed so far holds, but it is not everything.\n',
  );
  process.exit(exitCode.unfinished);
}

/** Prints a line. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A file the user named that cannot be read or written. */
function isFileError(error: unknown): error is Error & { path: string } {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
