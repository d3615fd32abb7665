import type { GuestHost } from './border.ts';

/** `TextEncoder` and `TextDecoder` for UTF-8, whose results belong to the code inside. */
export function textCoders(host: GuestHost): Record<string, unknown> {
  class TextEncoder {
    readonly encoding = 'utf-8';

    encode(text: unknown = ''): Uint8Array {
      return host.encodeUtf8(String(text));
    }

    encodeInto(from: unknown, into: Uint8Array): { read: number; written: number } {
      const text = String(from);
      const whole = host.encodeUtf8(text);
      if (whole.length <= into.length) {
        into.set(whole);
        return { read: text.length, written: whole.length };
      }
      let read = 0;
      let written = 0;
      for (const character of text) {
        const bytes = host.encodeUtf8(character);
        if (written + bytes.length > into.length) break;
        into.set(bytes, written);
        written += bytes.length;
        read += character.length;
      }
      return { read, written };
    }
  }

  class TextDecoder {
    readonly encoding = 'utf-8';
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;

    constructor(label = 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
      if (!/^(?:utf-?8|unicode-1-1-utf-8)$/i.test(label.trim())) {
        throw new RangeError(`TextDecoder knows only utf-8 here, not ${label}`);
      }
      this.fatal = options.fatal ?? false;
      this.ignoreBOM = options.ignoreBOM ?? false;
    }

    decode(input: ArrayBufferView | ArrayBuffer = new Uint8Array(0)): string {
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      const text = host.decodeUtf8(bytes, this.fatal, this.ignoreBOM);
      if (text === undefined) throw new TypeError('the encoded data was not valid utf-8');
      return text;
    }
  }

  return { TextEncoder, TextDecoder };
}
