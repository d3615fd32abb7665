import type { System } from 'typescript';
import { lookAt, type Looks } from '../kept/looks.ts';

/** A system for the compiler that notes each path it is asked about. */
export function watched(system: System): { system: System; looks: () => Looks | undefined } {
  const looks = new Map<string, string>();
  let isKnown = true;
  /** Before the compiler looks itself: what changes later is seen to differ. */
  const note = (path: string): void => {
    if (!looks.has(path)) looks.set(path, lookAt(path));
  };
  return {
    looks: () => (isKnown ? Object.fromEntries(looks) : undefined),
    system: {
      ...system,
      readFile(path, encoding) {
        note(path);
        return system.readFile(path, encoding);
      },
      fileExists(path) {
        note(path);
        return system.fileExists(path);
      },
      directoryExists(path) {
        note(path);
        return system.directoryExists(path);
      },
      realpath(path) {
        note(path);
        return system.realpath?.(path) ?? path;
      },
      // What a folder holds is in no look. A project that names its files does not ask for it.
      getDirectories(path) {
        isKnown = false;
        return system.getDirectories(path);
      },
      readDirectory(...options) {
        isKnown = false;
        return system.readDirectory(...options);
      },
    },
  };
}
