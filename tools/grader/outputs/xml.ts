import { harmless } from './characters.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML, without the characters that XML forbids even when escaped. */
export function xml(text: string): string {
  return harmless(text).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
