import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Names that a browser has and Node has not. */
const browserOnly = Object.keys(globals.browser).filter((name) => !(name in globals.node));

export default tseslint.config(
  { ignores: ['node_modules/', 'traces/', 'grades/', '.cache/', '**/*.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './tsconfig.guest.json',
          './skeleton/tsconfig.json',
          './solutions/tsconfig.json',
          './tools/innocents/tsconfig.json',
          './tools/runner/testing/hostile/tsconfig.json',
          './tools/viewer/page/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: true, fixStyle: 'inline-type-imports' },
      ],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      // The compiler takes them to be there: the types of Preact, which renders the grader's pages in
      // Node, bring those of a browser along.
      'no-restricted-globals': ['error', ...browserOnly],
      'no-console': 'error',
    },
  },
  {
    // A browser has none of these; traces are packed in Node alone.
    files: [
      'tools/report/belief/**',
      'tools/viewer/page/**',
      'tools/viewer/data/**',
      'tools/viewer/trace-file.ts',
    ],
    ignores: ['tools/viewer/data/pack.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Buffer', 'process', 'global', 'require', 'setImmediate'],
    },
  },
  {
    // Each of these is one implementation to be read from top to bottom.
    files: ['tools/innocents/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }] },
  },
  {
    // It follows the paper from section to section, in one piece as the paper does.
    files: ['solutions/paper.test.ts'],
    rules: { 'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }] },
  },
  {
    // What a student starts from has parameters and imports that wait to be used.
    files: ['skeleton/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
);
