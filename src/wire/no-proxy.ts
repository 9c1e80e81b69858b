/** Clients read either spelling, most of them the lower one first. */
const VARIABLES = ['no_proxy', 'NO_PROXY'] as const

/**
 * Keeps clients that honour `HTTPS_PROXY` and its like from asking the proxy for these hosts, as a redirect never sees what a proxy is
 * asked for. Hands back what undoes it.
 */
export function bypassProxy(host: string): () => void {
  if (!Object.keys(process.env).some((name) => /^(?:https?|all)_proxy$/i.test(name))) return () => {}
  const undo = VARIABLES.map((name) => {
    const before = process.env[name]
    const during = [...(before ?? '').split(',').filter(Boolean), host].join(',')
    process.env[name] = during
    return () => {
      const rest = (process.env[name] ?? '').split(',')
      const at = rest.lastIndexOf(host)
      if (process.env[name] === during) restore(name, before)
      else if (at >= 0) process.env[name] = rest.toSpliced(at, 1).join(',')
    }
  })
  return () => {
    for (const back of undo) back()
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
