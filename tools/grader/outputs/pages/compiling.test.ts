import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../../tester/implementation/root.ts';

const folder = path.join(projectRoot, 'tools/grader');
const components = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.tsx'),
);

// The loader reads the `tsconfig.json` of the folder in which a command is started. Without the two
// comments at its top, a component would ask for React when that is another folder.
test.each(components)('%s needs no tsconfig.json to be compiled for Preact', async (name) => {
  const source = readFileSync(path.join(folder, name), 'utf8');
  const { code } = await transform(source, { loader: 'tsx', tsconfigRaw: {} });
  expect(code).toContain('from "preact/jsx-runtime"');
  expect(code).not.toContain('React.');
});
