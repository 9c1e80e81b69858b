import { esc } from './escape.js'

/** A drawing with a name and a description for those who do not see it; its figures stand in a table beside it. */
export function figure(
  id: string,
  title: string,
  description: string,
  size: readonly [number, number],
  inside: string,
): string {
  const [width, height] = size
  return `<figure><svg role="img" width="${width}" height="${round(height)}" viewBox="0 0 ${width} ${round(height)}" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${esc(title)}</title><desc id="${id}-d">${esc(description)}</desc>${inside}</svg><figcaption>${esc(title)}</figcaption></figure>`
}

/** A coordinate with one decimal. */
const round = (value: number): string => String(Math.round(value * 10) / 10)

/** A bar with rounded corners; the hint is read out and shown under the pointer. */
export function rect(x: number, y: number, width: number, height: number, kind: string, hint = ''): string {
  const title = hint === '' ? '' : `<title>${esc(hint)}</title>`
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(height)}" rx="2" class="${kind}">${title}</rect>`
}

/** Words at a place, which begin, end or have their middle there. */
export const text = (
  x: number,
  y: number,
  words: string,
  kind = '',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string =>
  `<text x="${round(x)}" y="${round(y)}"${kind === '' ? '' : ` class="${kind}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${esc(words)}</text>`

/** A straight line. */
export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${kind}"/>`

/** Words that fit into so many characters. */
export const fitting = (words: string, most: number): string =>
  words.length <= most ? words : `${[...words].slice(0, most - 1).join('')}…`
