/**
 * One message over a pipe: what is written is read in the same order. Numbers are floats of 64 bits,
 * texts and bytes stand behind their length.
 */

const firstCapacity = 4_096;

/** Builds a frame. The first four bytes are its whole length. */
export class FrameWriter {
  #bytes = Buffer.allocUnsafe(firstCapacity);
  #length = 4;

  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  number(value: number): this {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  blob(value: Uint8Array): this {
    this.#size(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  text(value: string): this {
    const size = Buffer.byteLength(value);
    this.#size(size);
    this.#length += this.#bytes.write(value, this.#length);
    return this;
  }

  texts(values: readonly string[]): this {
    this.number(values.length);
    for (const value of values) this.text(value);
    return this;
  }

  /** How much is written. */
  get length(): number {
    return this.#length;
  }

  /** Takes back what was written since the frame had that length. */
  takeBack(length: number): void {
    this.#length = length;
  }

  /** The frame so far; the writer begins a new one. The bytes are good until then. */
  take(): Uint8Array {
    this.#bytes.writeUInt32LE(this.#length, 0);
    const frame = this.#bytes.subarray(0, this.#length);
    this.#length = 4;
    return frame;
  }

  #size(size: number): void {
    this.#reserve(4 + size);
    this.#length = this.#bytes.writeUInt32LE(size, this.#length);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** A frame that cannot have been written by {@link FrameWriter}. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Reads a frame, whoever wrote it. @throws FrameError when it ends before what it says it holds */
export class FrameReader {
  readonly #bytes: Buffer;
  #at = 4;

  constructor(frame: Buffer) {
    this.#bytes = frame;
  }

  byte(): number {
    return this.#bytes[this.#advance(1)] ?? 0;
  }

  number(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  /** A copy. */
  blob(): Uint8Array {
    const [from, to] = this.#sized();
    return new Uint8Array(this.#bytes.subarray(from, to));
  }

  text(): string {
    const [from, to] = this.#sized();
    return this.#bytes.toString('utf8', from, to);
  }

  texts(): string[] {
    const count = this.number();
    if (!(count >= 0 && count <= 1_000)) throw new FrameError(`a list of ${count} texts`);
    return Array.from({ length: count }, () => this.text());
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  #sized(): [number, number] {
    const size = this.#bytes.readUInt32LE(this.#advance(4));
    const from = this.#advance(size);
    return [from, from + size];
  }

  #advance(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) throw new FrameError('a frame ends too early');
    this.#at += size;
    return from;
  }
}
