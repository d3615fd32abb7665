import { readFileSync, writeSync } from 'node:fs';
import { bundleImplementation } from '../../../../tester/implementation/bundle.ts';
import { ImplementationError } from '../../../../tester/implementation/error.ts';
import type { BundleAnswer, BundleQuestion } from '../bundle.ts';

/** A process that bundles one submission, and that may die of it. */

async function answer({ entry, cwd }: BundleQuestion): Promise<BundleAnswer> {
  // Messages name files as seen from where the grader was started.
  process.chdir(cwd);
  try {
    return { kind: 'bundle', bundle: await bundleImplementation(entry) };
  } catch (error) {
    if (error instanceof ImplementationError) return { kind: 'problem', message: error.message };
    if (isOurs(error)) return { kind: 'failed', message: error.message };
    // Some texts make the bundler die, and this process with it.
    throw error;
  }
}

/** A question that the bundler refuses, or a machine that has no process or file left for it. */
function isOurs(error: unknown): error is Error {
  return error instanceof Error && ('errors' in error || 'syscall' in error);
}

function say(report: BundleAnswer): void {
  const text = Buffer.from(`${JSON.stringify(report)}\n`);
  // A full pipe takes a part of it.
  for (let written = 0; written < text.length;) written += writeSync(1, text, written);
}

async function main(): Promise<void> {
  say({ kind: 'ready' });
  say(await answer(JSON.parse(readFileSync(0, 'utf8')) as BundleQuestion));
  // The bundler's own process would keep this one alive.
  process.exit(0);
}

void main();
