/** What XML forbids even when it is escaped. */
const forbidden = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;
/** These make a text look like another one: its letters stand in another order than they show. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with a mark in the place of characters that no escaping makes harmless. */
export function harmless(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(directions, '\ufffd');
}
