/** A colour on a light page and on a dark one. */
export type Pair = readonly [light: string, dark: string]

/** The colours of the page; a test measures that those of text stand out from all they are put on. */
export const palette = Object.freeze({
  page: ['#f6f7f9', '#0e1116'],
  card: ['#ffffff', '#161b22'],
  raised: ['#eef1f5', '#1f2630'],
  line: ['#d5dae1', '#303a46'],
  text: ['#1b2027', '#e7ebf0'],
  muted: ['#505a66', '#a3aebb'],
  link: ['#0b57b0', '#7ab7ff'],
  good: ['#11692f', '#5fd087'],
  bad: ['#b01a24', '#ff938c'],
  warn: ['#7d4b00', '#f0b95c'],
  idle: ['#57606a', '#9aa5b1'],
  goodFill: ['#2c9a54', '#3fae68'],
  badFill: ['#cf3b44', '#e2616a'],
  warnFill: ['#c98a1b', '#d9a03c'],
  idleFill: ['#9aa4af', '#6b7683'],
  goodSoft: ['#e6f5eb', '#12291b'],
  badSoft: ['#fdecec', '#341a1c'],
  warnSoft: ['#fdf3df', '#33270f'],
  idleSoft: ['#eef1f5', '#1f2630'],
} as const satisfies Record<string, Pair>)

/** What text is put on, to be tested. */
export const textOn: readonly (readonly [text: keyof typeof palette, on: keyof typeof palette])[] = Object.freeze([
  ...(['page', 'card', 'raised', 'goodSoft', 'badSoft', 'warnSoft', 'idleSoft'] as const).map(
    (on) => ['text', on] as const,
  ),
  ...(['page', 'card', 'raised'] as const).flatMap((on) => [['muted', on] as const, ['link', on] as const]),
  ...(['good', 'bad', 'warn', 'idle'] as const).flatMap((tone) => [
    [tone, 'card'] as const,
    [tone, 'page'] as const,
    [tone, `${tone}Soft`] as const,
  ]),
])

/** The custom properties that hold them. */
export const paletteCss: string = Object.entries(palette)
  .map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark});`)
  .join('')
