/** Why no answer came, in words and as the code of the error beneath. */
export interface NoAnswer {
  readonly why: string
  readonly code?: string
}

/** Reads what the client threw. */
export function noAnswer(url: string, thrown: unknown): NoAnswer {
  const cause = underlying(thrown)
  const code = codeOf(thrown) ?? codeOf(cause)
  const why = reason(new URL(url).host, code, cause)
  return { why, ...(code === undefined ? {} : { code }) }
}

function reason(host: string, code: string | undefined, cause: Error): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `nobody listens at ${host} (connection refused); is it started?`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of the host ${host} could not be resolved (${code})`
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_BAD_RESPONSE':
      return `the connection to ${host} was closed before the whole answer was here`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${host} could not be reached (${code})`
  }
  if (code?.startsWith('HPE_')) return `${host} answered with something that is no HTTP (${code})`
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code))
    return `the certificate of ${host} is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file with further authorities`
  return cause.message || code || `${host} did not answer`
}

/** What axios wraps; its own error would carry the request with its secrets along. */
function underlying(thrown: unknown): Error {
  const { cause } = thrown as { cause?: unknown }
  if (cause instanceof Error) return cause
  const message = (thrown as Error | undefined)?.message ?? String(thrown)
  return new Error(message)
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}
