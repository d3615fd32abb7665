/**
 * The bytes that begin a value: MessagePack, with its extension for records. An object is a record:
 * the names of its fields stand before the first of their kind in a message, and each later one with
 * the same names only says which those were. So a log of entries stays small.
 */
export const code = {
  /** Whole numbers from 0 to 63 are their own code, and so are -1 to -32, as one signed byte. */
  firstRecord: 0x40,
  shortArray: 0x90,
  shortText: 0xa0,
  null: 0xc0,
  false: 0xc2,
  true: 0xc3,
  bytes8: 0xc4,
  bytes16: 0xc5,
  bytes32: 0xc6,
  /** An extension that has its own length; the only one is -0, which has no bytes. */
  extension: 0xc7,
  float64: 0xcb,
  uint8: 0xcc,
  uint16: 0xcd,
  uint32: 0xce,
  int8: 0xd0,
  int16: 0xd1,
  int32: 0xd2,
  int64: 0xd3,
  /** An extension of one byte: undefined, or the names of a record's fields. */
  extension1: 0xd4,
  text8: 0xd9,
  text16: 0xda,
  text32: 0xdb,
  array16: 0xdc,
  array32: 0xdd,
  lowestNegative: 0xe0,
} as const;

/** What kind of extension it is. */
export const extension = { undefined: 0, negativeZero: 1, record: 0x72 } as const;

/** How many kinds of records a message tells apart; the next takes the place of the oldest. */
export const mostShapes = 64;

/** Real data is nowhere near this deep; a value that is has a cycle. */
export const maxDepth = 200;
