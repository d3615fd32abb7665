import { printable } from '../../report/text.ts';
import { bar, page, table } from '../outputs/page.ts';
import { xml } from '../outputs/xml.ts';
import type { ComparedPair, Comparison, Match, Stretch } from './compare.ts';

/** The table ends here; a person who has looked at so many knows enough. */
const mostListed = 100;
/** So many pairs are shown with what they share. */
const mostShown = 30;
/** More of one pair tells nothing new. */
const mostMatches = 25;
const mostLines = 60;

/** Who resembles whom: pairs in order, then the stretches that match, side by side. */
export function similarityPage(title: string, comparison: Comparison): string {
  const { pairs, medianSimilarity, leftOut } = comparison;
  const shown = pairs.slice(0, mostShown);
  return page(`${title}: similarity`, [
    `<h1>${xml(title)}</h1>`,
    `<p class="dim">Similarity of the submissions; the middle pair of this class has ${percent(medianSimilarity)} in common</p>`,
    '<p>Names, types, comments, literals, layout and the order of functions make no difference, and ' +
      'what the skeleton has does not count. Two servers written alone from the same paper resemble ' +
      'each other a little. A figure is a reason to look, never a verdict: read the stretches below.</p>',
    '<h2>Pairs</h2>',
    pairTable(pairs.slice(0, mostListed)),
    ...(pairs.length > mostListed
      ? [`<p class="dim">${pairs.length - mostListed} further pairs: similarity.csv</p>`]
      : []),
    ...(leftOut.length === 0
      ? []
      : [
          '<h2>Not compared</h2>',
          '<p>Without a <code>raft.ts</code> that can be read, or with far more in it than a Raft needs: ' +
            `${xml(leftOut.map(({ student }) => printable(student)).join(', '))}.</p>`,
        ]),
    ...(shown.length === 0 ? [] : ['<h2>What they share</h2>']),
    ...shown.map((pair, i) => details(pair, i, comparison)),
  ]);
}

function pairTable(pairs: readonly ComparedPair[]): string {
  if (pairs.length === 0) return '<p>No two submissions have anything in common.</p>';
  const rows = pairs.map((pair, i) => {
    const names = [pair.first, pair.second].map(({ student }) => xml(printable(student)));
    const link = i < mostShown ? `<a href="#pair-${i + 1}">` : '';
    return [
      String(i + 1),
      `${link}${names.join(' and ')}${link === '' ? '' : '</a>'}`,
      percent(pair.similarity),
      percent(pair.firstShare),
      percent(pair.secondShare),
      bar(Math.min(1, pair.similarity)),
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
  return table(columns, rows);
}

function details(pair: ComparedPair, i: number, comparison: Comparison): string {
  const { first, second, similarity } = pair;
  const matches = comparison.matches(pair);
  const more = matches.length - mostMatches;
  const names = `${xml(printable(first.student))} and ${xml(printable(second.student))}`;
  return [
    `<h3 id="pair-${i + 1}">${i + 1}. ${names}: ${percent(similarity)}</h3>`,
    // The first few are what one came for.
    `<details${i < 3 ? ' open' : ''}><summary>${count(matches.length, 'stretch', 'stretches')} in common</summary>`,
    ...matches.slice(0, mostMatches).map((match) => sides(match, pair)),
    ...(more > 0
      ? [`<p class="dim">${count(more, 'shorter stretch', 'shorter stretches')}</p>`]
      : []),
    '</details>',
  ].join('\n');
}

function sides(match: Match, { first, second }: ComparedPair): string {
  return (
    '<div class="sides">' +
    `<figure><figcaption>${caption(match.first, first.student)}</figcaption>${code(match.first)}</figure>` +
    `<figure><figcaption>${caption(match.second, second.student)}</figcaption>${code(match.second)}</figure>` +
    '</div>'
  );
}

function caption({ file, line }: Stretch, student: string): string {
  return xml(`${printable(student)}: ${printable(file)}:${line}`);
}

function code({ line, lines }: Stretch): string {
  const shown = dedent(lines.slice(0, mostLines));
  const width = String(line + shown.length - 1).length;
  const numbered = shown.map(
    (text, i) =>
      `<span class="dim">${String(line + i).padStart(width)}</span>  ${xml(printable(text))}`,
  );
  const rest = lines.length - shown.length;
  if (rest > 0)
    numbered.push(`<span class="dim">and ${count(rest, 'more line', 'more lines')}</span>`);
  return `<pre tabindex="0">${numbered.join('\n')}</pre>`;
}

/** How deep a stretch was nested says nothing, and takes room. */
function dedent(lines: readonly string[]): readonly string[] {
  const spaced = lines.map((line) => line.replaceAll('\t', '  '));
  const depths = spaced.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...depths);
  return spaced.map((line) => line.slice(Number.isFinite(least) ? least : 0));
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
