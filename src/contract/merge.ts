import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { canonicalJson, plain } from './canonical-json.js'
import { firstDifference } from './difference.js'
import { advice, type Identity, inFileOrder, relation } from './identity.js'
import { fileStem, hashOf, pactFolder } from './pact-folder.js'
import { type Parties, pointOf } from './parties.js'
import { type PactDocument, type PactInteraction, type Part, readParts } from './parts.js'
import { describeStates } from './provider-state.js'

/** A pact that was written for a pair. */
export interface MergedPact {
  /** As the pact names it, as it does the provider. */
  readonly consumer: string
  readonly provider: string
  /** The path of the pact. */
  readonly file: string
  /** How many there are. */
  readonly interactions: number
}

/**
 * Puts together what the consumers' scenarios have agreed on: one pact per pair, `<consumer>-<provider>.json` in the
 * folder, as Pact's own writer would have written it. `npx qa-integ run` does it between consumers and providers. The
 * file of a pair holds what the parts hold and nothing else; a pair without parts keeps its file.
 *
 * @throws Error that names both scenarios when two of them tell different things under one name, or when Pact's tools
 * could not tell their interactions apart.
 * @example
 * ```ts
 * import { mergePacts } from 'qa-integ/contract'
 *
 * for (const { file, interactions } of await mergePacts('build/pacts')) console.log(`${file}: ${interactions}`)
 * ```
 */
export async function mergePacts(folder: string = pactFolder()): Promise<readonly MergedPact[]> {
  const pairs = byPair(readParts(folder))
  const problems: string[] = []
  const merged = pairs.map(({ parties, parts }) => ({ parties, pact: mergedPact(parts, problems) }))
  if (problems.length > 0) throw new Error(conflictText(problems))
  if (merged.length > 0) await mkdir(folder, { recursive: true })
  const stems = merged.map(({ parties }) => fileStem(parties).toLowerCase())
  return Promise.all(
    merged.map(async ({ parties, pact }, i): Promise<MergedPact> => {
      const alone = stems.indexOf(stems[i]!) === stems.lastIndexOf(stems[i]!)
      const file = join(folder, `${fileStem(parties)}${alone ? '' : `-${hashOf(parties)}`}.json`)
      await writeFileAtomic(file, canonicalJson(pact))
      return Object.freeze({ ...parties, file, interactions: pact.interactions.length })
    }),
  )
}

function byPair(parts: readonly Part[]): readonly { parties: Parties; parts: Part[] }[] {
  const pairs = new Map<string, { parties: Parties; parts: Part[] }>()
  for (const part of parts) {
    const parties: Parties = { consumer: part.pact.consumer.name, provider: part.pact.provider.name }
    const pair = pairs.get(JSON.stringify(parties)) ?? { parties, parts: [] }
    pair.parts.push(part)
    pairs.set(JSON.stringify(parties), pair)
  }
  return [...pairs.values()]
}

interface Told {
  readonly interaction: PactInteraction
  readonly part: Part
}

function mergedPact(parts: readonly Part[], problems: string[]): PactDocument {
  const kept: Told[] = []
  for (const part of parts)
    for (const interaction of part.pact.interactions) {
      const told: Told = { interaction, part }
      let isNew = true
      for (const other of kept) {
        const how = relation(identityOf(interaction), identityOf(other.interaction))
        if (how === 'apart') continue
        const same = canonicalJson(interaction) === canonicalJson(other.interaction)
        if (how === 'folded' || !same) problems.push(conflict(other, told, how))
        else isNew = false
      }
      if (isNew) kept.push(told)
    }
  const interactions = kept.map(({ interaction }) => interaction)
  return {
    ...parts.at(-1)!.pact,
    interactions: interactions.sort((a, b) => inFileOrder(identityOf(a), identityOf(b))),
  }
}

function identityOf({ type, description, providerStates = [] }: PactInteraction): Identity {
  return { type, description, states: providerStates }
}

function conflict(one: Told, other: Told, how: 'same' | 'folded'): string {
  const [a, b] = [one, other].map(({ interaction, part }) => {
    const states = describeStates(plain(identityOf(interaction).states))
    const place = part.places[interaction.description]
    return `  "${interaction.description}"${states && ` ${states}`}, in scenario "${part.scenario}"${place ? ` (told at ${place})` : ''}`
  })
  const difference = how === 'same' ? firstDifference(one.interaction, other.interaction) : undefined
  const parties = { consumer: one.part.pact.consumer.name, provider: one.part.pact.provider.name }
  return [
    `${pointOf(parties)}: two interactions can't stand in one pact`,
    a,
    b,
    ...(difference ? [`  they differ at ${difference}`] : []),
    `  ${advice(how)}`,
  ].join('\n')
}

function conflictText(problems: readonly string[]): string {
  return `${problems.join('\n\n')}\n\nIf one of these scenarios is gone, run them all with \`npx qa-integ run\`, or remove the folder of parts.`
}
