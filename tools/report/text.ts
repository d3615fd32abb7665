/** Fitting text into columns. All of it is plain: colours are added when the text has its place. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60]/u;
// eslint-disable-next-line no-control-regex -- these are what has to go
const escapes = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
const controls = /\p{Cc}+/gu;
const plain = /^[\x20-\x7e]*$/;

/** How many columns of a terminal the text takes. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Text that somebody else wrote, without anything that would move the cursor or change colours. */
export function printable(text: string): string {
  return text.replace(escapes, '').replace(controls, ' ');
}

/** At most so many columns; what is cut off leaves a `…`. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const [head] = split(text, width - 1);
  return `${head}…`;
}

/** Exactly so many columns: cut off or filled with spaces. */
export function fit(text: string, width: number): string {
  const short = truncate(text, width);
  return short + ' '.repeat(width - widthOf(short));
}

/** Breaks at spaces into lines of at most so many columns; breaks a word that is longer. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (widthOf(rest) > width) {
      const [head, tail] = split(rest, width);
      lines.push(head);
      rest = tail;
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}

/** Wrapped behind a lead, with the lines below the first as far in as the text of the first. */
export function hang(text: string, width: number, lead: string): string[] {
  const room = Math.max(leastRoom, width - widthOf(lead));
  const margin = ' '.repeat(widthOf(lead));
  return wrap(text, room).map((line, i) => (i === 0 ? lead : margin) + line);
}

/** A word a line is hard to read, but better than none. */
const leastRoom = 12;

/** Like {@link hang}, with so many lines at most; the last then says how much is left out. */
export function hangTo(
  text: string,
  { width, lead, mostLines }: { width: number; lead: string; mostLines: number },
): string[] {
  const lines = hang(text, width, lead);
  if (lines.length <= mostLines) return lines;
  const left = lines
    .slice(mostLines - 1)
    .join(' ')
    .trim().length;
  const note = `… (${left} more characters)`;
  return [...lines.slice(0, mostLines - 1), ' '.repeat(widthOf(lead)) + note];
}

/** As much of the text as fits, and the rest; at least one character, so that there is an end. */
function split(text: string, width: number): [string, string] {
  let head = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > width && head !== '') break;
    head += segment;
  }
  return [head, text.slice(head.length)];
}
