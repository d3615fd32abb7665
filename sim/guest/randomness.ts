import type { GuestHost } from './border.ts';

/** `crypto`, drawn from the process's seeded stream: the same in every replay, and no secret. */
export function simulatedCrypto(host: GuestHost): object {
  const randomByte = (): number => Math.floor(host.random() * 256);
  return {
    getRandomValues(array: unknown): unknown {
      if (!ArrayBuffer.isView(array)) {
        throw new TypeError('crypto.getRandomValues fills a typed array, such as a Uint8Array');
      }
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0; i < bytes.length; i++) bytes[i] = randomByte();
      return array;
    },
    randomUUID(): string {
      const hex = Array.from({ length: 32 }, () => Math.floor(host.random() * 16).toString(16));
      hex[12] = '4';
      hex[16] = '89ab'[Math.floor(host.random() * 4)] ?? '8';
      const text = hex.join('');
      const parts = [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20)];
      return [...parts, text.slice(20)].join('-');
    },
  };
}
