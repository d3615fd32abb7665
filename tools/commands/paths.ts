import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that the user's paths are seen from. npm runs a script in the folder of the project,
 * wherever it was called from.
 */
function userFolder(): string {
  const { INIT_CWD: calledFrom, npm_package_json: project } = process.env;
  if (calledFrom === undefined || project === undefined) return process.cwd();
  // Who went elsewhere after npm had begun means what is there.
  const isAtProject = realpathSync(path.dirname(project)) === realpathSync('.');
  return isAtProject ? calledFrom : process.cwd();
}

/** A path on a command line, as an absolute one: from here on nobody asks where it was typed. */
export function pathOption(text: string): string {
  return path.resolve(userFolder(), text);
}

/** A path as the user would type it, unless it lies elsewhere. */
export function shownPath(file: string): string {
  const relative = path.relative(userFolder(), file);
  return relative === '' || relative.startsWith('..') ? file : relative;
}
