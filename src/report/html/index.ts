export { toHtml } from './page.js'
export { palette, textOn } from './palette.js'
