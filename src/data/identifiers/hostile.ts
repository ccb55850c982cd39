import type { IdentifierProfile, NamedKind } from './contract.js'

/** Longest identifier of the profile. */
const length_max = 40

/** Both cases, in the letters that have two. */
function swapped(text: string): string {
  return [...text].map((letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join('')
}

// Nothing in a row of digits but the number: cut to its digits, one is as good as the other.
const escaped = (letters: string, number: string): string => `${letters}/${number}#+% Äb`
const long = (letters: string, number: string): string => `${letters}_${number} "Zürich" & O'Hare; 東京`.padEnd(length_max - 1, '.')

/**
 * The forms that an identifier takes, in pairs of look-alikes: the same in other letters, the same number with zeros in front, the same
 * characters in the other normal form. All of them are texts to whoever takes texts as they are.
 */
const forms: readonly ((letters: string, number: string) => string)[] = [
  escaped,
  (letters, number) => swapped(escaped(letters, number)),
  (_letters, number) => number,
  (_letters, number) => `00${number}`,
  (letters, number) => long(letters, number).normalize('NFC'),
  (letters, number) => long(letters, number).normalize('NFD'),
]

/** Letters and first number of a kind. */
const ranges: Readonly<Record<NamedKind, readonly [letters: string, first: number]>> = {
  item: ['C', 1_000],
  lot: ['LOT', 10],
  bin: ['B', 10],
  location: ['L', 10],
  vendor: ['V', 20],
  'purchase-order': ['PO', 4_500],
  change: ['ECO', 500],
}

/** What paths, queries, headers and look-ups go wrong with, and the same numbers in every plant. */
export const hostile: IdentifierProfile = {
  name: 'hostile',
  title: '/ % # + space, quotes, Unicode in both normal forms, mixed case, 40 characters, 10 beside 0010, and one number in two plants',
  open(chance) {
    // Which pair the row of forms begins with: a short scenario gets others of them with another seed.
    const begin = 2 * chance.int(forms.length / 2)
    const formed = (letters: string, first: number, count: number): string => {
      const place = begin + count
      const form = forms[place % forms.length] ?? escaped
      return form(letters, String(first + Math.floor(place / forms.length)))
    }
    return {
      product: (count) => formed('FG', 500, count),
      component: (count) => formed('C', 1_000, count),
      lot: (_item, _plant, count) => formed('LOT', 10, count),
      locations: { components: 'Lager/1 a', finished: 'LAGER/1 A' },
      routingStep: (count) => (count < 2 ? (['0010', '10'][count] ?? '') : `${count + 1}0/Prüfen 100%`),
      order: (count) => formed('PO', 100_001, count),
      key: (prefix, range, count) => formed(prefix, (range + 2) * 100_000 + 1, count),
      named: (kind, _name, count) => formed(ranges[kind][0], ranges[kind][1], count),
      perPlant: true,
    }
  },
}
