import type { Category, Severity } from '../scenario/record.js'

/** The four kinds of boundary. */
export const categories: readonly Category[] = ['api', 'component', 'database', 'external']
/** Most severe first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low']
/** The methods that an operation can have. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** Whether the word is one of the four categories. */
export function isCategory(word: unknown): word is Category {
  return categories.some((category) => category === word)
}

/** Whether the word is a severity. */
export function isSeverity(word: unknown): word is Severity {
  return severities.some((severity) => severity === word)
}
