/** What a verifier is asked: to replay the interactions of a pact against an address. */
export interface VerifierAsk {
  readonly id: number
  /** The text of a pact. */
  readonly pact: string
  readonly provider: string
  readonly scheme: string
  readonly host: string
  /** 0 is that of the scheme. */
  readonly port: number
  readonly path: string
  /** The port on 127.0.0.1 where messages are to be had. */
  readonly messagePort?: number
  /** Milliseconds for a request. */
  readonly timeout: number
  /** Whether the promised answer sends the client elsewhere. */
  readonly redirects: boolean
}

/** What it answers: the code and the report of Pact's verifier, or what kept it from running. */
export interface VerifierAnswer {
  readonly id: number
  readonly report?: string
  readonly error?: string
}

/** Names the environment variable in which the verifier finds Pact. */
export const CORE = 'QA_INTEG_PACT_CORE'

/**
 * Runs Pact's verifier in a process of its own, which ends when the channel to us closes. The library prints what it finds
 * to the standard output of its process, past every logger, and there is no telling it not to.
 */
export const VERIFIER = `
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const core = require(process.env.${CORE})
core.setLogLevel('silent')
const pact = core.getFfiLib('off')
const folder = mkdtempSync(join(tmpdir(), 'qa-integ-verifier-'))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
// An orderly exit would wait for a verification that hangs.
process.on('disconnect', () => { rmSync(folder, { recursive: true, force: true }); process.kill(process.pid, 'SIGKILL') })
process.on('message', (ask) => {
  const file = join(folder, ask.id + '.json')
  const tell = (answer) => { rmSync(file, { force: true }); if (process.connected) process.send({ id: ask.id, ...answer }) }
  try {
    writeFileSync(file, ask.pact)
    const verifier = pact.pactffiVerifierNewForApplication('qa-integ', '1')
    pact.pactffiVerifierSetProviderInfo(verifier, ask.provider, ask.scheme, ask.host, ask.port, ask.path)
    pact.pactffiVerifierSetVerificationOptions(verifier, false, ask.timeout)
    if (pact.pactffiVerifierSetFollowRedirects) pact.pactffiVerifierSetFollowRedirects(verifier, false)
    else if (ask.redirects) throw new Error('Pact follows redirects when it verifies, before its version 17, so an answer of 3xx can not be verified: npm i -D @pact-foundation/pact@17')
    if (ask.messagePort) pact.pactffiVerifierAddProviderTransport(verifier, 'message', ask.messagePort, '/', 'http')
    pact.pactffiVerifierAddFileSource(verifier, file)
    pact.pactffiVerifierExecute(verifier, (error) => {
      const report = pact.pactffiVerifierJson(verifier)
      pact.pactffiVerifierShutdown(verifier)
      tell(error ? { error: String(error.message ?? error) } : { report })
    })
  } catch (error) {
    tell({ error: String(error.message ?? error) })
  }
})
process.send({ id: 0 })
`
