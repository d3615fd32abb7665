/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { printable } from '../../report/text.ts';
import { page } from '../outputs/pages/page.tsx';
import { Bar, Table } from '../outputs/pages/parts.tsx';
import type { ComparedPair, Comparison } from './compare.ts';
import { percent } from './figures.ts';
import { PairDetails } from './pair-details.tsx';

/** The table ends here; a person who has looked at so many knows enough. */
const mostListed = 100;
/** So many pairs are shown with what they share. */
const mostShown = 30;

/** Who resembles whom: pairs in order, then the stretches that match, side by side. */
export function similarityPage(title: string, comparison: Comparison): string {
  const { pairs, medianSimilarity, leftOut } = comparison;
  const shown = pairs.slice(0, mostShown);
  return page(
    `${title}: similarity`,
    <>
      <h1>{title}</h1>
      <p class="dim">
        Similarity of the submissions; the middle pair of this class has {percent(medianSimilarity)}{' '}
        in common
      </p>
      <p>
        Names, types, comments, literals, layout and the order of functions make no difference, and
        what the skeleton has does not count. Two servers written alone from the same paper resemble
        each other a little. A figure is a reason to look, never a verdict: read the stretches
        below.
      </p>
      <h2>Pairs</h2>
      <PairTable pairs={pairs.slice(0, mostListed)} />
      {pairs.length > mostListed && (
        <p class="dim">{pairs.length - mostListed} further pairs: similarity.csv</p>
      )}
      {leftOut.length > 0 && (
        <>
          <h2>Not compared</h2>
          <p>
            Without a <code>raft.ts</code> that can be read, or with far more in it than a Raft
            needs: {leftOut.map(({ student }) => printable(student)).join(', ')}.
          </p>
        </>
      )}
      {shown.length > 0 && <h2>What they share</h2>}
      {shown.map((pair, i) => (
        <PairDetails pair={pair} rank={i + 1} matches={comparison.matches(pair)} />
      ))}
    </>,
  );
}

function PairTable({ pairs }: { readonly pairs: readonly ComparedPair[] }) {
  if (pairs.length === 0) return <p>No two submissions have anything in common.</p>;
  const rows = pairs.map((pair, i) => {
    const names = `${printable(pair.first.student)} and ${printable(pair.second.student)}`;
    return [
      i + 1,
      i < mostShown ? <a href={`#pair-${i + 1}`}>{names}</a> : names,
      percent(pair.similarity),
      percent(pair.firstShare),
      percent(pair.secondShare),
      <Bar share={pair.similarity} />,
    ];
  });
  const columns = [
    { title: 'Rank', isNumber: true },
    { title: 'Pair' },
    { title: 'In common', isNumber: true },
    { title: 'of the first', isNumber: true },
    { title: 'of the second', isNumber: true },
    { title: '' },
  ];
  return <Table columns={columns} rows={rows} />;
}
