const patterns = [
  /\[(?:to be (?:filled|defined|determined)|insert|your|name of|component|database|service|system|entity|endpoint|table|feature|expected|description|add)\b[^\]\n]{0,80}\]/i,
  /(?<![/\w$])\{\{?\s?[A-Za-z][A-Za-z _-]{0,40}\}?\}(?!\/)/,
  /<(?:your|insert|name|component|service|endpoint|description|todo)\b[^>\n]{0,60}>/i,
  /^(?:tbd|tba|todo|n\/a|\.{3}|…|xxx)[.:]?$/i,
]

/** What a template left to be filled in, in the words of the plan. */
export function findPlaceholder(text: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)
    if (found !== null) return found[0]
  }
  return undefined
}
