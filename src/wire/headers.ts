import { MASKED } from './masked.js'
import { mask } from './masking.js'
import { isSecretName } from './secret-names.js'

/** What every client and server adds by itself. */
const USUAL =
  /^(?:host|connection|keep-alive|content-length|transfer-encoding|accept-encoding|user-agent|date|te|upgrade|http2-settings)$/i

/** Without those that say nothing about this exchange. */
export function tellingHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !USUAL.test(name)))
}

/** With their secrets replaced. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) && value !== '' ? MASKED : mask(value)]),
  )
}
