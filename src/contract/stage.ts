import { running } from '../scenario/running.js'
import type { Tools } from '../scenario/step.js'
import type { HttpInteraction } from './http-interaction.js'
import type { Native } from './native.js'
import { native } from './native.js'
import type { Parties } from './parties.js'
import { type PlayedProvider, playedProvider } from './played-provider.js'

/** Where the provider of a contract is played: one address for all its interactions in a scenario. */
export interface Stage {
  /** Where it answers. */
  readonly url: string
  /** Plays an interaction until the scenario ends, and sees to it that it is asked for. */
  play(interaction: HttpInteraction, tools: Tools): void
}

/** A stage that is empty until a scenario is given an interaction. */
export function stage(parties: Parties): Stage {
  let playing: { readonly epoch: number; readonly provider: PlayedProvider } | undefined

  const current = (): PlayedProvider | undefined =>
    playing !== undefined && playing.epoch === running()?.epoch ? playing.provider : undefined
  const open = (library: Native, tools: Tools): PlayedProvider => {
    const { epoch, title } = running()!
    const provider = playedProvider(parties, library, title)
    playing = { epoch, provider }
    tools.defer(() => {
      playing = undefined
      return provider.close()
    })
    return provider
  }
  return Object.freeze({
    get url() {
      const provider = current()
      if (provider === undefined)
        throw new Error(
          `the url of "${parties.provider}" is read outside a scenario that was given one of its interactions; ` +
            'add .given(<interaction>) to the scenario, before the step that reads it',
        )
      return provider.url
    },
    play(interaction: HttpInteraction, tools: Tools) {
      const { phase } = running() ?? { phase: 'start' }
      if (phase === 'start')
        throw new Error(
          `"${interaction.identity.description}" is an interaction, which every scenario that is given it must ask for anew; ` +
            "give it to the scenarios, not to their suite's background",
        )
      const provider = current() ?? open(native(), tools)
      provider.add(interaction, tools)
    },
  })
}
