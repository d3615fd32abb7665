import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeHostileReference } from '../../runner/testing/hostile-reference.ts';

/** What whole commands need in order to meet runs that misbehave. */
export interface HostileSetting {
  /**
   * An implementation whose seed decides what becomes of a run; in the order of the tests of 3A:
   *
   * - seed 1: well, a loop, an exit that fails;
   * - seed 3: three loops;
   * - seed 4: well and two loops;
   * - seed 5: well, and twice too much memory.
   */
  readonly mixed: string;
  /** Shorter limits than users have, and a folder of its own for what a command needs for a while. */
  readonly environment: { readonly RAFTLAB_LIMITS: string; readonly TMPDIR: string };
  /** What commands have left in that folder. */
  readonly leftovers: () => readonly string[];
  readonly remove: () => void;
}

export function hostileSetting(): HostileSetting {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  return {
    mixed: writeHostileReference(path.join(folder, 'mixed'), 'mixed'),
    environment: {
      RAFTLAB_LIMITS: JSON.stringify({ stallMs: 600, memoryMb: 350 }),
      TMPDIR: temporary,
    },
    leftovers: () => readdirSync(temporary).filter((name) => name.startsWith('raftlab-')),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
