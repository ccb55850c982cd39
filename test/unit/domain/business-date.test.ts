import { describe, expect, it } from 'vitest'
import { isInstant } from '../../../src/domain/business-date.js'

describe('an instant with an offset', () => {
  it.each(['2025-03-29T23:00:00Z', '2024-02-29t23:59:59.123z', '2026-03-02T06:00:00+01:00', '2026-03-02T06:00:00-05:30'])(
    'is %s',
    (text) => {
      expect(isInstant(text)).toBe(true)
    },
  )

  it.each([
    '2025-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-03-29T24:00:00Z',
    '2025-03-29T23:60:00Z',
    '2025-03-29T23:00:00+25:00',
    '2025-03-29T23:00:00',
    '2025-03-29',
    '',
  ])('is not "%s"', (text) => {
    expect(isInstant(text)).toBe(false)
  })
})
