import type { WireReply } from '../wire/index.js'
import type { Answer } from './answer.js'

/** What a client was told in the end: an answer, or what was done instead. */
export type Outcome = Extract<Answer, { kind: 'reply' }> | string

/** Does to the client what the answer says; resolves when nothing is left to be done. */
export async function carryOut(answer: Answer, reply: WireReply): Promise<Outcome> {
  switch (answer.kind) {
    case 'reply':
      reply.respond(answer.status, answer.headers, answer.body)
      return answer
    case 'reset':
      reply.reset()
      return 'the connection was reset'
    case 'silence':
      await leaving(reply)
      return 'no answer was given'
    case 'delay':
      if (await passed(answer.ms, reply)) return carryOut(answer.answer, reply)
      return `the client left before ${answer.answer.title}`
  }
}

/** Resolves when the client has gone. */
function leaving({ signal }: WireReply): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Whether the client waited that long. */
async function passed(ms: number, reply: WireReply): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), ms)
  })
  const waited = await Promise.race([over, leaving(reply).then(() => false)])
  clearTimeout(timer)
  return waited
}
