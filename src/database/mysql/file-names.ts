/**
 * A name as InnoDB writes it: what is no letter, digit or underscore by its code. MySQL has codes of its own for letters
 * beyond ASCII, which it tells nobody; MariaDB converts them when it is asked.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/identifier-mapping.html
 */
export function filed(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what ASCII is.
  if (!/^[\x00-\x7f]*$/.test(name)) return undefined
  return name.replace(/\W/g, (sign) => `@${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same in SQL, for MariaDB. */
export const filedByServer = (name: string): string =>
  `CONVERT(CAST(CONVERT(${name} USING filename) AS BINARY) USING utf8mb4)`
