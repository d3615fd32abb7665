const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const forbidden = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;
/** These make a text look like another one: its letters stand in another order than they show. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text for XML and HTML, without the characters that XML forbids even when escaped. */
export function xml(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replace(directions, '\ufffd')
    .replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
