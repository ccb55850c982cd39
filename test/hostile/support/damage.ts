import { crc32 } from 'node:zlib'
import type { Chance } from './chance.js'

/** Values that nobody expects where they come to stand. */
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e20,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(10_000),
  '1e999999999',
  '9'.repeat(5_000),
  '-0',
  'NaN',
  [],
  [null],
  {},
  { toString: false },
  JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`),
  '__proto__',
  'constructor',
  '\0',
  '../../../x',
  '\u001b[2J',
  '\ud800',
  'Europe/Nowhere',
  '2026-99-99',
  '2026-03-02T08:00:00+01:00',
]

/** One change of bytes: a bit, a byte, some that are gone, some that stand twice. */
export function damaged(bytes: Buffer, chance: Chance): Buffer {
  const at = chance.below(bytes.length)
  const length = 1 + chance.below(200)
  switch (chance.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 1:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    case 2: {
      const other = Buffer.from(bytes)
      other.fill(chance.below(256), at, Math.min(bytes.length, at + 1 + chance.below(3)))
      return other
    }
    default: {
      const other = Buffer.from(bytes)
      other[at] = (other[at] ?? 0) ^ (1 << chance.below(8))
      return other
    }
  }
}

/** The same value with one of its parts, at any depth, gone, renamed or another. */
export function changed(value: unknown, chance: Chance): unknown {
  const copy: unknown = structuredClone(value)
  let at: unknown = copy
  for (;;) {
    if (typeof at !== 'object' || at === null) return copy
    const holder = at as Record<string, unknown>
    const keys = Object.keys(holder)
    if (keys.length === 0) return copy
    const key = chance.of(keys)
    const inside = holder[key]
    if (typeof inside === 'object' && inside !== null && chance.below(4) > 0) {
      at = inside
      continue
    }
    const how = chance.below(6)
    if (how === 0) Reflect.deleteProperty(holder, key)
    else if (how === 1) {
      Reflect.deleteProperty(holder, key)
      holder[`${key}x`] = inside
    } else holder[key] = chance.of(odd)
    return copy
  }
}

/** A line of a journal with one field changed; the numbering stays. */
export function withField(lines: readonly string[], chance: Chance): readonly string[] {
  const at = chance.below(lines.length - 1)
  return lines.with(at, JSON.stringify(changed(JSON.parse(lines[at] ?? '{}'), chance)))
}

/** As somebody would write it who wants it to be believed: with a check sum that holds. */
export function resealed(lines: readonly string[]): string {
  const before = `${lines.slice(0, -1).join('\n')}\n`
  const end = { ...(JSON.parse(lines.at(-1) ?? '{}') as object), crc32: crc32(before).toString(16).padStart(8, '0') }
  return `${before}${JSON.stringify(end)}\n`
}
