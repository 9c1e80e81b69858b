import { canonicalJson } from './canonical-json.js'
import { firstDifference } from './difference.js'
import { advice, type Identity, relation } from './identity.js'
import { describeStates } from './provider-state.js'

/** Remembers what a contract has told, so that one name never stands for two things. */
export interface Known {
  add(identity: Identity, content: unknown, place: string): void
}

/** Nothing is known yet. */
export function known(): Known {
  const told: { identity: Identity; content: unknown; place: string }[] = []
  return {
    add(identity, content, place) {
      for (const other of told) {
        const how = relation(identity, other.identity)
        if (how === 'apart') continue
        const difference = how === 'same' ? firstDifference(plainOf(other.content), plainOf(content)) : undefined
        if (how === 'same' && difference === undefined) return
        throw new Error(
          [
            `two interactions can't stand in one contract`,
            `  ${titled(other.identity)}, told at ${other.place}`,
            `  ${titled(identity)}, told at ${place}`,
            ...(difference === undefined ? [] : [`  they differ at ${difference}`]),
            `  ${advice(how)}`,
          ].join('\n'),
        )
      }
      told.push({ identity, content, place })
    },
  }
}

function titled({ description, states }: Identity): string {
  const given = describeStates(states)
  return `"${description}"${given && ` ${given}`}`
}

/** Matchers and all as plain data. */
function plainOf(content: unknown): unknown {
  return JSON.parse(canonicalJson(content)) as unknown
}
