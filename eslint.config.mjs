/** Lint rules: the recommended sets, and a ban on clocks, chance and locale below the page. */

import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const CLOCK = 'Time comes from worker/clock.ts.';
const CHANCE = 'Chance comes from the core, by purpose.';
const LOCALE = 'The output must not depend on a locale.';

export default ts.config(
  { ignores: ['build/', 'dist/', 'node_modules/', 'assembly/', '**/generated/', 'test-results/'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-undef': 'off',
      'no-useless-escape': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['worker/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: CLOCK },
        { object: 'performance', property: 'now', message: CLOCK },
        { object: 'Math', property: 'random', message: CHANCE },
        { object: 'crypto', property: 'randomUUID', message: CHANCE },
        { object: 'crypto', property: 'getRandomValues', message: CHANCE },
        { property: 'localeCompare', message: LOCALE },
        { property: 'toLocaleString', message: LOCALE },
        { property: 'toLocaleLowerCase', message: LOCALE },
        { property: 'toLocaleUpperCase', message: LOCALE },
      ],
      'no-restricted-globals': ['error', { name: 'Intl', message: LOCALE }],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
        { selector: 'ExportAllDeclaration', message: 'Exports are named one by one.' },
      ],
    },
  },
);
