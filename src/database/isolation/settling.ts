import { late } from '../../scenario/running.js'
import type { Engine } from '../engine.js'
import { describeStatement, type Statement } from '../statements/statements.js'
import type { Strict } from './strict.js'

/** What is put right before the first step of a scenario works on the database. */
export interface Settling {
  /** Whether something of what came before is still to be put right, but for what came late. */
  readonly due: boolean
  /** Something that starts has written. */
  startWrote(): void
  /** The steps of a scenario begin: what an application wrote when it started stays, what came late goes. */
  begin(): void
  /** Begins it, too, where an application wrote and the scenario has come to its when without a statement. */
  beginIfWritten(): void
  /** Resolves when it is done; nothing where nothing is to be done. */
  done(): Promise<void> | undefined
  /** What was written at the start is part of what is there. */
  forget(): void
}

interface Settled {
  readonly engine: Engine
  readonly whole: Strict
  takeLate(): Statement | undefined
}

/** Settles what came between two scenarios into one engine. */
export function settlingOf({ engine, whole, takeLate }: Settled): Settling {
  let startWrote = false
  let putRight: Promise<void> | undefined
  const begin = (): void => {
    const came = takeLate()
    if (came === undefined && !startWrote) return
    const adopt = startWrote
    startWrote = false
    putRight = (async () => {
      if (came) {
        late(
          came.scenario || 'an earlier scenario',
          `${describeStatement(came)} wrote when no scenario ran; it was undone`,
        )
        await engine.restore()
      } else if (adopt) {
        await engine.adopt()
        await whole.adopt()
      }
    })().finally(() => {
      putRight = undefined
    })
  }
  return Object.freeze({
    get due() {
      return startWrote || putRight !== undefined
    },
    startWrote() {
      startWrote = true
    },
    begin,
    beginIfWritten() {
      if (startWrote) begin()
    },
    done: () => putRight,
    forget() {
      startWrote = false
    },
  })
}
