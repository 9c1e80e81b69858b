/** Who agrees: the one that asks and the one that answers, by the names under which their pact is filed. */
export interface Parties {
  /** The one that asks, or that receives messages. */
  readonly consumer: string
  /** The one that answers, or that sends messages. */
  readonly provider: string
}

/** The parties as told, or a sentence about what is wrong with them. */
export function checkParties(told: Parties): Parties {
  if (typeof told !== 'object' || told === null)
    throw new TypeError("contract(...) needs two names: contract({ consumer: 'shop-web', provider: 'users-api' })")
  for (const key of Object.keys(told))
    if (key !== 'consumer' && key !== 'provider')
      throw new TypeError(`contract(...) knows consumer and provider, not "${key}"`)
  const { consumer, provider } = told
  for (const [role, name] of Object.entries({ consumer, provider }))
    if (!isName(name))
      throw new TypeError(
        `contract(...): the ${role} needs a name of one line, under which both sides know it, as in ${role}: 'users-api'`,
      )
  return Object.freeze({ consumer, provider })
}

/** Both names, as a boundary reads. */
export function pointOf({ consumer, provider }: Parties): string {
  return `${consumer} -> ${provider}`
}

/** Whether it can name a party, a request or a message: one line that is not blank. */
export function isName(value: unknown): value is string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return typeof value === 'string' && value.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(value)
}
