/** Whole numbers as bytes: seven bits each, small numbers short, negative ones interleaved. */
export class NumberWriter {
  #bytes = new Uint8Array(1024);
  #used = 0;

  add(value: number): void {
    if (this.#used + 10 > this.#bytes.length) this.#grow();
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 128) {
      this.#bytes[this.#used++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#used++] = rest;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads `count` numbers that a {@link NumberWriter} wrote. */
export function readNumbers(bytes: Uint8Array, count: number): Float64Array {
  const numbers = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('a column ends too early');
      value += (byte % 128) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    numbers[i] = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
  if (at !== bytes.length) throw new RangeError('a column is longer than expected');
  return numbers;
}

/** Named byte strings as one: a length, a JSON index, then the sections. */
export function joinSections(sections: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = Object.keys(sections);
  const index = new TextEncoder().encode(
    JSON.stringify(names.map((name) => [name, sections[name]?.length ?? 0])),
  );
  const parts = names.map((name) => sections[name] ?? new Uint8Array());
  const total = parts.reduce((sum, part) => sum + part.length, 4 + index.length);
  const joined = new Uint8Array(total);
  new DataView(joined.buffer).setUint32(0, index.length);
  joined.set(index, 4);
  let at = 4 + index.length;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function splitSections(bytes: Uint8Array): Map<string, Uint8Array> {
  if (bytes.length < 4) throw new RangeError('there is no index of sections');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + length));
  const sections = new Map<string, Uint8Array>();
  let at = 4 + length;
  for (const [name, size] of JSON.parse(text) as [string, number][]) {
    if (at + size > bytes.length) throw new RangeError(`section ${name} ends too early`);
    sections.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  return sections;
}
