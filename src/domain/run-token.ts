// What stands in front of names on the wire so that those of one run are not those of another: five letters and a dash.

/** No letter of these is a hexadecimal digit, so that a token never turns up inside a UUID or a hash by accident. */
export const tokenLetters = 'ghjkmnpqrstvwxyz'
export const tokenLength = 5

const token = `[${tokenLetters}]{${tokenLength}}-`
// What stands before it is looked at last: nearly every text has none.
const tokens = new RegExp(`${token}(?<![\\p{L}\\p{N}]${token})`, 'gu')

/** A text as it is in every run: what is compared, and numbers that are worked out of names, are the same in each. */
export function withoutTokens(text: string): string {
  return text.replace(tokens, '')
}
