/** A run of 13 to 19 digits, or groups of four (4-4-4-4, and 4-6-5 or 4-6-4 for Amex and Diners) with one kind of separator; no negative number. */
const CANDIDATE =
  /(?<![A-Za-z0-9.]|(?<![A-Za-z0-9])-)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?![A-Za-z0-9]|\.\d)/g

/** Issuer ranges and their lengths, https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN) */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]],
  [/^3(?:0[0-5]|[689])/, [14, 16, 17, 18, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [13, 14, 15, 16, 17, 18, 19]],
]

/** Replaces the card numbers in a text; a number that no issuer gives out or whose check digit is wrong stays. */
export function withoutCardNumbers(text: string, replacement: string): string {
  return text.replace(CANDIDATE, (number, _space, _dash, at: number) => {
    if (!isCardNumber(number.replace(/[ -]/g, ''))) return number
    const quote = jsonQuote(
      text.slice(Math.max(0, at - LOOK_BEHIND), at),
      text.slice(at + number.length, at + number.length + 40),
    )
    return quote + replacement + quote
  })
}

const LOOK_BEHIND = 500

/** A bare number in JSON becomes a string, with the backslashes of the strings that the JSON stands in, so that JSON stays JSON. */
function jsonQuote(before: string, after: string): string {
  if (!/(?:":\s*|\[\s*|,|,(?:\\n|\n)\s*)$/.test(before) || !/^(?:\s|\\n)*[,\]}]/.test(after)) return ''
  const run = /(\\*)"[^"]*$/.exec(before)?.[1]?.length ?? 0
  // A name that ends with backslashes has an even number more, each as often as there are strings around.
  return `${'\\'.repeat(run & ~(run + 1))}"`
}

function isCardNumber(digits: string): boolean {
  return (
    ISSUERS.some(([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits)) && hasCheckDigit(digits)
  )
}

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const weighted = i % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}
