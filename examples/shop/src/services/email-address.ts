const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && address.test(text)
}
