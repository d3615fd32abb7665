const { fromCharCode, fromCodePoint } = String;

/** How many characters the engine makes at once; it takes each as an argument. */
const chunkLength = 1024;

/** Longer texts are hardly ever the same again. */
const longestKnown = 24;

/** How long a text's UTF-8 is; undefined when it has a surrogate without its partner, which has none. */
export function byteLengthOf(text: string): number | undefined {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length++;
    else if (unit < 0x800) length += 2;
    else if (!isSurrogate(unit)) length += 3;
    else {
      const point = text.codePointAt(i++) ?? 0;
      if (point < 0x10000) return undefined;
      length += 4;
    }
  }
  return length;
}

/** Writes a text whose length is known, and for which there is room. */
export function writeText(text: string, bytes: Uint8Array, from: number): void {
  let at = from;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
      continue;
    }
    const point = text.codePointAt(i) ?? 0;
    if (point >= 0x10000) i++;
    const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    // The first has as many ones in front as there are bytes, and each that follows has six bits.
    bytes[at++] = (0xff << (7 - more)) | (point >> (6 * more));
    for (let left = more - 1; left >= 0; left--)
      bytes[at++] = 0x80 | ((point >> (6 * left)) & 0x3f);
  }
}

/**
 * Reads texts. It remembers short ones, since the same few names of fields come again in every
 * message, and to compare a text is cheaper than to make it.
 */
export class TextReader {
  readonly #known: string[] = [];

  /** @throws RangeError when the bytes are not UTF-8 */
  read(bytes: Uint8Array, from: number, end: number): string {
    let hash = end - from;
    for (let i = from; i < end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte >= 0x80) return readUtf8(bytes, from, end);
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const place = hash & 0xff;
    const known = this.#known[place];
    if (known !== undefined && isSame(known, bytes, from, end)) return known;
    const text = readAscii(bytes, from, end);
    if (text.length <= longestKnown) this.#known[place] = text;
    return text;
  }
}

function isSame(text: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (text.length !== end - from) return false;
  for (let i = from; i < end; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}

function readAscii(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end; at += chunkLength) {
    const units: number[] = [];
    for (let i = at; i < Math.min(end, at + chunkLength); i++) units.push(bytes[i] ?? 0);
    text += fromCharCode(...units);
  }
  return text;
}

function readUtf8(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  let at = from;
  while (at < end) {
    const first = bytes[at++] ?? 0;
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    if (more > 0 && (first < 0xc2 || at + more > end)) throw notUtf8();
    for (let left = more; left > 0; left--) {
      const next = bytes[at++] ?? 0;
      if ((next & 0xc0) !== 0x80) throw notUtf8();
      point = (point << 6) | (next & 0x3f);
    }
    if (isSurrogate(point)) throw notUtf8();
    text += fromCodePoint(point);
  }
  return text;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

function notUtf8(): RangeError {
  return new RangeError('a text in it is not UTF-8');
}
