import { createHash } from 'node:crypto';
import type { TraceEvent } from './event.ts';

const bufferBytes = 64 * 1024;

/**
 * A fingerprint of everything that happened in a run. Two runs with the same hash had the same
 * events at the same times with the same bytes in every message.
 */
export class TraceHash {
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.alloc(bufferBytes);
  #used = 0;

  add(event: TraceEvent): void {
    let line = '';
    for (const key in event) {
      const value: unknown = event[key as keyof TraceEvent];
      if (typeof value !== 'object' || value === null) {
        line += `${key}=${String(value)};`;
        continue;
      }
      const bytes = value instanceof Uint8Array || !('bytes' in value) ? value : value.bytes;
      if (!(bytes instanceof Uint8Array)) {
        line += `${key}=${JSON.stringify(value)};`;
        continue;
      }
      // With the length in front, no byte can pass from one field to the next unnoticed.
      this.#text(`${line}${key}:${bytes.length}=`);
      this.#bytes(bytes);
      line = '';
    }
    this.#text(line + '\n');
  }

  /** The fingerprint in hexadecimal. Ends the hash: nothing can be added after it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex').slice(0, 16);
  }

  #text(text: string): void {
    // Four bytes a character are room enough for any UTF-8 text.
    if (text.length * 4 > bufferBytes) {
      this.#bytes(Buffer.from(text, 'utf8'));
      return;
    }
    if (this.#used + text.length * 4 > bufferBytes) this.#flush();
    this.#used += this.#buffer.write(text, this.#used, 'utf8');
  }

  #bytes(bytes: Uint8Array): void {
    if (this.#used + bytes.length > bufferBytes) this.#flush();
    if (bytes.length > bufferBytes) {
      this.#hash.update(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}
