/** The page's colours by name; `style.css` sets them for light and for dark. */
export const colorNames = [
  ...(['ground', 'panel', 'line', 'text', 'muted', 'accent', 'fail', 'pass', 'lost'] as const),
  ...(['leader', 'leader-fill', 'candidate', 'candidate-fill', 'follower'] as const),
  ...(['follower-fill', 'down', 'append', 'vote', 'snapshot', 'other', 'mark'] as const),
] as const;

export type Theme = Readonly<Record<(typeof colorNames)[number], string>>;

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const entries = colorNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(entries) as Theme;
}
