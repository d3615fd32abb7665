/** The page's colours by name; `colours.css` sets them for light and for dark. */
const colorNames = [
  ...(['ground', 'panel', 'line', 'text', 'muted', 'accent', 'fail', 'pass', 'lost'] as const),
  ...(['leader', 'leader-fill', 'candidate', 'candidate-fill', 'follower'] as const),
  ...(['follower-fill', 'down', 'append', 'vote', 'snapshot', 'other', 'mark'] as const),
] as const;

export type Theme = Readonly<Record<(typeof colorNames)[number], string>>;

/** A theme of what a style sheet says of each colour. */
export function themeOf(valueOf: (property: string) => string): Theme {
  return Object.fromEntries(colorNames.map((name) => [name, valueOf(`--${name}`).trim()])) as Theme;
}
