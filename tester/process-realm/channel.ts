import { readSync, writeSync } from 'node:fs';
import { FrameError } from './frames.ts';

/** Nothing that an honest server says at once is as long as this. */
const mostBytes = 64_000_000;

/** The other side is gone: its process has ended. */
export class ChannelClosed extends Error {
  override readonly name = 'ChannelClosed';
}

/**
 * Frames over two pipes, one each way. Both sides wait for each other: as long as one works, the other
 * does nothing else, and what happens is decided by what is said and never by who is quicker.
 */
export class Channel {
  readonly #input: number;
  readonly #output: number;
  #buffer = Buffer.allocUnsafe(65_536);

  /** The descriptors of two pipes that block. */
  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  /** @throws ChannelClosed */
  write(frame: Uint8Array): void {
    for (let written = 0; written < frame.length;) {
      try {
        written += writeSync(this.#output, frame, written);
      } catch (error) {
        throw new ChannelClosed('nobody reads any more', { cause: error });
      }
    }
  }

  /**
   * The next frame; its bytes are good until the one after it.
   *
   * @throws ChannelClosed
   * @throws FrameError when it is longer than any that is meant
   */
  read(): Buffer {
    let length = 0;
    let needed = 4;
    while (length < needed) {
      const got = readSync(this.#input, this.#buffer, length, this.#buffer.length - length, null);
      if (got === 0) throw new ChannelClosed('nobody writes any more');
      length += got;
      if (length < 4 || needed > 4) continue;
      needed = this.#buffer.readUInt32LE(0);
      if (needed < 4 || needed > mostBytes) throw new FrameError(`a frame of ${needed} bytes`);
      if (needed > this.#buffer.length) {
        const larger = Buffer.allocUnsafe(needed);
        larger.set(this.#buffer.subarray(0, length));
        this.#buffer = larger;
      }
    }
    // Each side waits for the other, so nothing can have come behind it.
    if (length !== needed) throw new FrameError('more than one frame at once');
    return this.#buffer.subarray(0, needed);
  }
}
