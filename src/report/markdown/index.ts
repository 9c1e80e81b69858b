export type { MarkdownOptions } from './report.js'
export { toMarkdown } from './report.js'
