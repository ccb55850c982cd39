import { describe, expect, it } from 'vitest'
import { localDate } from '../../../src/domain/business-date.js'
import { instantAt, startOfDate } from '../../../src/domain/local-time.js'

describe('the instant of a time on a wall', () => {
  it.each([
    ['Europe/Berlin', '2025-03-30', '2025-03-29T23:00:00.000Z'],
    ['Europe/Berlin', '2025-03-31', '2025-03-30T22:00:00.000Z'],
    ['America/Chicago', '2025-03-30', '2025-03-30T05:00:00.000Z'],
    ['Europe/Berlin', '2025-10-26', '2025-10-25T22:00:00.000Z'],
    ['Europe/Berlin', '2025-11-04', '2025-11-03T23:00:00.000Z'],
    ['America/Chicago', '2025-11-02', '2025-11-02T05:00:00.000Z'],
    ['America/Chicago', '2025-11-04', '2025-11-04T06:00:00.000Z'],
  ])('begins a day in %s: %s', (zone, date, instant) => {
    expect(startOfDate(date, zone)).toBe(instant)
  })

  it('is the first of two, and the change itself where the clocks jump over it', () => {
    expect(instantAt('2025-10-26', '02:30', 'Europe/Berlin')).toBe('2025-10-26T00:30:00.000Z')
    expect(instantAt('2025-03-30', '02:30', 'Europe/Berlin')).toBe('2025-03-30T01:00:00.000Z')
    // Here a day begins at one o'clock.
    expect(startOfDate('2025-04-25', 'Africa/Cairo')).toBe('2025-04-24T22:00:00.000Z')
  })

  it('lies on its date, in every zone and on every day of a year', () => {
    for (const zone of ['Europe/Berlin', 'America/Chicago', 'Asia/Kolkata', 'Pacific/Chatham', 'America/Santiago']) {
      for (let day = 0; day < 366; day += 1) {
        const date = new Date(Date.UTC(2025, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
        const start = Date.parse(startOfDate(date, zone))
        expect([localDate(start, zone), localDate(start - 1, zone) < date]).toEqual([date, true])
      }
    }
  })

  it('is the same in whatever zone the machine is', () => {
    const zone = process.env['TZ']
    try {
      for (const own of ['UTC', 'America/Los_Angeles', 'Asia/Tokyo']) {
        process.env['TZ'] = own
        expect(startOfDate('2025-03-30', 'Europe/Berlin')).toBe('2025-03-29T23:00:00.000Z')
        expect(instantAt('2025-11-02', '23:30', 'America/Chicago')).toBe('2025-11-03T05:30:00.000Z')
      }
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})
