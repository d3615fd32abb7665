import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { UncheckedRules } from './unchecked-rules.ts';

const chalk = new Chalk({ level: 0 });

const unchecked = ['log-matching', 'commits-in-time', 'start-kept'].map((rule) => ({
  rule,
  reason: 'AppendEntries shows no prevLogTerm',
}));

it('all rules that cannot be checked are said in one line, however many runs lack them', () => {
  const rules = new UncheckedRules();
  for (let run = 0; run < 2; run++) rules.add({ unchecked });
  expect(rules.lines({ chalk, width: 200 })).toEqual([
    '3 rules not checked: AppendEntries shows no prevLogTerm (the --json of a test names them)',
  ]);
});

it('nothing is said where all rules were checked', () => {
  const rules = new UncheckedRules();
  rules.add({ unchecked: [] });
  expect(rules.lines({ chalk, width: 100 })).toEqual([]);
});
