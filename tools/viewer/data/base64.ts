/**
 * Base64 without the detour over one character at a time, which takes seconds for a large trace:
 * the newest engines have a function for it, all others can fetch a data URL.
 */
export async function fromBase64(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native !== undefined) return native.call(Uint8Array, text);
  const response = await fetch(`data:application/octet-stream;base64,${text}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Undoes gzip, which fails on a single changed byte. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
