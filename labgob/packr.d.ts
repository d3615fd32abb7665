/**
 * The part of msgpackr that labgob uses. Implementations are type-checked against this instead of the
 * package's own types, which would bring all of Node's globals into their scope.
 */
export class Packr {
  constructor(options: { useRecords: boolean; copyBuffers: boolean; useToJSON: boolean });
  pack(value: unknown): Uint8Array;
  unpack(bytes: Uint8Array): unknown;
}

export function addExtension(extension: {
  Class: new () => object;
  type: number;
  pack: () => Uint8Array;
  unpack: () => unknown;
}): void;
