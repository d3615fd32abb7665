/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { printable } from '../../report/text.ts';
import { Preformatted } from '../outputs/pages/parts.tsx';
import type { ComparedPair, Match, Stretch } from './compare.ts';
import { count, percent } from './figures.ts';

/** More of one pair tells nothing new. */
const mostMatches = 25;
const mostLines = 60;
/** The first few pairs are what one came for, and are unfolded. */
const mostOpen = 3;

/** What a pair has in common, side by side. */
export function PairDetails({
  pair: { first, second, similarity },
  rank,
  matches,
}: {
  readonly pair: ComparedPair;
  readonly rank: number;
  readonly matches: readonly Match[];
}) {
  const more = matches.length - mostMatches;
  return (
    <>
      <h3 id={`pair-${rank}`}>
        {rank}. {printable(first.student)} and {printable(second.student)}: {percent(similarity)}
      </h3>
      <details open={rank <= mostOpen}>
        <summary>{count(matches.length, 'stretch', 'stretches')} in common</summary>
        {matches.slice(0, mostMatches).map((match) => (
          <div class="sides">
            <Side stretch={match.first} student={first.student} />
            <Side stretch={match.second} student={second.student} />
          </div>
        ))}
        {more > 0 && <p class="dim">{count(more, 'shorter stretch', 'shorter stretches')}</p>}
      </details>
    </>
  );
}

function Side({
  stretch: { file, line, lines },
  student,
}: {
  readonly stretch: Stretch;
  readonly student: string;
}) {
  const shown = dedent(lines.slice(0, mostLines));
  const width = String(line + shown.length - 1).length;
  const rest = lines.length - shown.length;
  return (
    <figure>
      <figcaption>
        {printable(student)}: {printable(file)}:{line}
      </figcaption>
      <Preformatted>
        {shown.map((text, i) => (
          <>
            {i > 0 && '\n'}
            <span class="dim">{String(line + i).padStart(width)}</span>
            {`  ${printable(text)}`}
          </>
        ))}
        {rest > 0 && (
          <>
            {'\n'}
            <span class="dim">and {count(rest, 'more line', 'more lines')}</span>
          </>
        )}
      </Preformatted>
    </figure>
  );
}

/** How deep a stretch was nested says nothing, and takes room. */
function dedent(lines: readonly string[]): readonly string[] {
  const spaced = lines.map((line) => line.replaceAll('\t', '  '));
  const depths = spaced.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...depths);
  return spaced.map((line) => line.slice(Number.isFinite(least) ? least : 0));
}
