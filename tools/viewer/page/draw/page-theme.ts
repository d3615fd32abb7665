import { type Theme, themeOf } from './theme.ts';

/** The colours that the page has at this moment. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return themeOf((property) => style.getPropertyValue(property));
}
