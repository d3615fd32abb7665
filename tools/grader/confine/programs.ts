import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** As long as something is found out by trying it, it has this much time to answer. */
const tryMs = 10_000;

/** Whether a command ends well, for a look at what this machine offers. */
export function succeeds([program = '', ...args]: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { stdio: 'ignore', timeout: tryMs });
  return status === 0;
}

/** What a command prints; nothing when it cannot be run. */
export function outputOf([program = '', ...args]: readonly string[]): string {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: tryMs });
  return typeof stdout === 'string' ? stdout : '';
}

/** Confined processes have no PATH, so that a program is named by its place. */
export function placeOf(program: string): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const places = folders.map((folder) => path.join(folder, program));
  return places.find((place) => existsSync(place)) ?? program;
}
