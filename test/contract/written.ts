import { createRequire } from 'node:module'
import { type HttpInteraction, interactionWriter, writeInteraction } from '../../src/contract/http-interaction.js'
import { corePath, type Native, newPact } from '../../src/contract/native.js'
import type { Parties } from '../../src/contract/parties.js'
import { writePart } from '../../src/contract/parts.js'

process.env.PACT_DO_NOT_TRACK = 'true'
const core = createRequire(import.meta.url)(corePath()) as {
  setLogLevel(level: string): void
  getFfiLib(level: string): Native
}
core.setLogLevel('silent')

/** Pact's own library. */
export const library: Native = core.getFfiLib('off')

/** Adds interactions to the file of their pair as Pact's own writer does it, one after the other. */
export function writeOfficially(folder: string, parties: Parties, interactions: readonly HttpInteraction[]): void {
  for (const interaction of interactions) {
    const pact = newPact(library, parties)
    writeInteraction(library, pact, interaction)
    const code = library.pactffiWritePactFile(pact, folder, false)
    if (code !== 0) throw new Error(`Pact wrote nothing: ${code}`)
  }
}

/** Writes the part of a scenario that was given these interactions. */
export function writeAsPart(parties: Parties, scenario: string, interactions: readonly HttpInteraction[]): void {
  writePart({
    parties,
    scenario,
    interactions: interactions.map((one) => ({ ...one, write: interactionWriter(library, one) })),
  })
}
