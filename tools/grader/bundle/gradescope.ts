import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { projectFiles } from '../../runner/project-files.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { loadPolicy } from '../policy/load.ts';
import { freshSecret } from '../run/grading.ts';

export interface BundleOptions {
  readonly policy?: string;
  readonly seed?: string;
}

/** What Gradescope runs as root once, when the autograder's image is built. */
const setup = `#!/usr/bin/env bash
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends ca-certificates curl bubblewrap util-linux
# An image of your own may have a Node that is new enough.
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 20) ? 0 : 1)'; then
  curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
  apt-get install -y --no-install-recommends nodejs
fi
cd /autograder/source/raftlab
npm ci --no-audit --no-fund
# The seeds and the policy are for the grader alone.
chmod -R go-rwx /autograder/source
`;

/**
 * What Gradescope runs for each submission. Nothing that a submission writes is read here. Where the
 * grading fails or runs out of time there is no result: Gradescope then says that the autograder
 * failed, and gives no points.
 */
const runAutograder = `#!/usr/bin/env bash
set -euo pipefail
mkdir -p /autograder/results
rm -f /autograder/results/results.json
cd /autograder/source/raftlab
out=$(mktemp -d)
RAFTLAB_SECRET="$(cat ../secret.txt)" npm run --silent grade -- /autograder/submission \\
  --policy ../grading.jsonc --no-traces --out "$out"
cp "$out"/submissions/*/results.json /autograder/results/results.json
`;

/** Rooms that a grading needs nothing of. */
const leftOut = /^(docs|handout|known-bugs|explorations|\.github|\.vscode)\/|\.test\.ts$/;

/**
 * Writes an autograder's archive: `setup.sh` and `run_autograder` at its root, the project, the
 * policy and the secret that sealed seeds follow from.
 *
 * @returns how many files it holds
 */
export function gradescopeBundle(out: string, options: BundleOptions): number {
  const policy = options.policy ?? path.join(projectRoot, 'tools/grader/examples/grading.jsonc');
  loadPolicy(policy);
  const isExecutable = { attrs: 0o100755 << 16, os: 3 } as const;
  const files: Zippable = {
    'setup.sh': [Buffer.from(setup), isExecutable],
    run_autograder: [Buffer.from(runAutograder), isExecutable],
    'grading.jsonc': readFileSync(policy),
    'secret.txt': Buffer.from(`${options.seed ?? freshSecret()}\n`),
  };
  for (const name of projectFiles({ untracked: 'with' })) {
    if (leftOut.test(name)) continue;
    files[`raftlab/${name}`] = readFileSync(path.join(projectRoot, name));
  }
  // The same input gives the same archive; zip knows no time before 1980.
  writeFileSync(out, zipSync(files, { mtime: new Date('1980-01-02T00:00:00Z') }));
  return Object.keys(files).length;
}
