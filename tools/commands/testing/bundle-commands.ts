import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { bundleScripts } from '../../runner/child-scripts.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the bundles. */
    commands: string;
  }
}

/**
 * The tests start commands by the hundred. The loader that users start them through takes three times
 * as long as plain JavaScript, so all of them are bundled once, before the first test begins. What is
 * typed as it stands in the documents (`docs/grading.test.ts`, the handout) still goes through npm.
 */
export default async function bundleCommands(project: TestProject): Promise<void> {
  const folder = 'tools/commands';
  const files = readdirSync(path.join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => entry.name);
  const scripts = files.map((name) => [path.basename(name, '.ts'), `${folder}/${name}`] as const);
  project.provide('commands', await bundleScripts(Object.fromEntries(scripts)));
}
