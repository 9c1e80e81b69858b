import type { List } from 'mdast'
import { readPoint } from './clean-text.js'
import { readGateSentence } from './gate.js'
import { plainText, rawText } from './markdown.js'
import { type Place, type Reading, sourceIn } from './reading.js'

/** The name that opens a line: what is bold or code, else what stands before a colon or a dash. */
function nameIn(text: string): string {
  return (text.split(/\s*[:：]\s+|\s+[–—-]\s+|:$/)[0] ?? text).trim()
}

/** Reads a list that holds no tests: gates, third parties to be played, components, the environment, test data. */
export function readAside(reading: Reading, list: List, place: Place): void {
  for (const item of list.children) {
    for (const child of item.children) if (child.type === 'list') readAside(reading, child, place)
    const first = item.children[0]
    if (first?.type !== 'paragraph') continue
    const text = plainText(first)
    const source = { ...sourceIn(reading, item, first), text }
    if (text === '') continue
    switch (place.role) {
      case 'gates':
      case 'performance':
        readGateSentence(reading, text, source, place.subject)
        break
      case 'mocks': {
        const at = /\bhttps?:\/\/[^\s)"'`,]+/.exec(text)?.[0]
        reading.mocks.push({
          service: nameIn(text),
          ...(at === undefined ? {} : { at }),
          routes: [],
          faults: [],
          source,
        })
        break
      }
      case 'components':
        reading.components.push({ name: readPoint(nameIn(rawText(first))) ?? text, methods: [], source })
        break
      case 'environment': {
        const [, name, value] = /^([^:]{1,60}):\s+(.+)$/.exec(text) ?? []
        if (name !== undefined && value !== undefined) reading.environment.set(name.trim(), value)
        break
      }
      case 'data':
        reading.data.push({ rows: [], source })
        break
      default:
        break
    }
  }
}
