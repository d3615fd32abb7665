import type { GuestHost } from './guest/border.ts';

/** The host functions for texts, which know nothing of any world: the same in every realm. */
export const utf8: Pick<GuestHost, 'encodeUtf8' | 'decodeUtf8'> = {
  encodeUtf8: (text) => new TextEncoder().encode(text),
  decodeUtf8: (bytes, fatal, ignoreBOM) => {
    try {
      return new TextDecoder('utf-8', { fatal, ignoreBOM }).decode(bytes);
    } catch {
      return undefined;
    }
  },
};
