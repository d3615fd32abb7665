/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { Policy } from '../../policy/schema.ts';
import type { Grade, Outcome, TestGrade } from '../../run/grades.ts';
import { printable } from '../../../report/text.ts';
import { peersLines, peersOf } from '../peers.ts';
import type { ReportContext } from '../context.ts';
import { brokenRules, type BrokenRule } from '../failures.ts';
import { confinementLines } from '../machine.ts';
import { notGradedLine, ruleStory, scoreLine, showPoints, type RuleStory } from '../phrases.ts';
import { page } from './page.tsx';
import { Bar, Footer, Preformatted, Table } from './parts.tsx';

/** A submission's report as a page: points, then what was broken, each rule once. */
export function htmlReport(outcome: Outcome, policy: Policy, context: ReportContext): string {
  const student = printable(outcome.student.student);
  return page(
    `${student}: ${policy.title}`,
    <>
      <h1>{policy.title}</h1>
      <p class="dim">{student}</p>
      {outcome.kind === 'graded' ? (
        <Graded grade={outcome} policy={policy} context={context} />
      ) : (
        <p class="score bad">{notGradedLine(outcome)}</p>
      )}
      <Footer lines={confinementLines(context.machines)} />
    </>,
  );
}

function Graded({
  grade,
  policy,
  context,
}: {
  readonly grade: Grade;
  readonly policy: Policy;
  readonly context: ReportContext;
}) {
  const rules = brokenRules(grade);
  return (
    <>
      <p class="score">{scoreLine(grade)}</p>
      <h2>Tests</h2>
      <TestTable tests={grade.tests} />
      {peersLines(peersOf(grade)).map((line) => (
        <p class="dim">{line}</p>
      ))}
      {rules.length > 0 && <h2>What was broken</h2>}
      {rules.map((rule) => (
        <RuleSection
          rule={rule}
          story={ruleStory(rule, grade, policy)}
          trace={context.tracePage(grade.student.id, rule)}
        />
      ))}
    </>
  );
}

function TestTable({ tests }: { readonly tests: readonly TestGrade[] }) {
  const rows = tests.map(({ test, earned, passed }) => {
    const runs = test.seeds.length;
    const isGood = passed === runs;
    return [
      test.part,
      <>
        {test.name} <span class="dim">{test.title}</span>
      </>,
      <span class={isGood ? 'good' : 'bad'}>
        {isGood ? '✓' : '✗'} {passed} of {runs}
      </span>,
      <Bar share={passed / runs} />,
      `${showPoints(earned)} of ${showPoints(test.points)}${test.isBonus ? ' bonus' : ''}`,
    ];
  });
  const columns = [
    { title: 'Part' },
    { title: 'Test' },
    { title: 'Runs passed' },
    { title: '' },
    { title: 'Points', isNumber: true },
  ];
  return <Table columns={columns} rows={rows} />;
}

function RuleSection({
  rule,
  story,
  trace,
}: {
  readonly rule: BrokenRule;
  readonly story: RuleStory;
  readonly trace: string | undefined;
}) {
  const { message, stack, evidence, seen, replay, replayNeeds, lastEvents } = story;
  const details = [...stack, ...evidence];
  return (
    <section>
      <h3>
        {printable(rule.property)}{' '}
        <span class="dim">
          {rule.runs} failed {rule.runs === 1 ? 'run' : 'runs'}
        </span>
      </h3>
      <p>{message}</p>
      {details.length > 0 && <Preformatted>{details.join('\n')}</Preformatted>}
      <p class="dim">
        {seen}
        {elsewhere(rule)}
      </p>
      {replay !== undefined && (
        <p>
          See it again: <code>{replay}</code>
          {replayNeeds !== undefined && <span class="dim"> ({replayNeeds})</span>}
        </p>
      )}
      {trace !== undefined && (
        <p>
          <a href={trace}>The run, event by event</a>
        </p>
      )}
      {lastEvents.length > 0 && (
        <details>
          <summary>What happened last</summary>
          <Preformatted>{lastEvents.join('\n')}</Preformatted>
        </details>
      )}
    </section>
  );
}

/** Where else it was seen; who breaks a rule everywhere need not read the whole list. */
function elsewhere({ tests, example }: BrokenRule): string {
  const others = tests.filter((test) => test !== example.test);
  if (others.length === 0) return '';
  return `, and in ${others.length > 6 ? `${others.length} other tests` : others.join(', ')}`;
}
