import { plain } from '../plain-text.js'

const entities: Readonly<Record<string, string>> = Object.freeze({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
})

/** Text for an element or an attribute. */
export const esc = (text: string): string => plain(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** An id that is unique as long as the text is. */
export const idOf = (prefix: string, text: string): string =>
  `${prefix}-${text.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.codePointAt(0)?.toString(36)}`)}`
