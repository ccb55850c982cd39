import { describe, expect, test } from 'vitest'
import { businessDatePreserved } from '../../../src/checks/production/business-date-preserved.js'
import { closedPeriodRouted } from '../../../src/checks/production/closed-period-routed.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

/** Half past midnight in Berlin on 3 March: still 2 March in UTC. */
const night = '2026-03-02T23:30:00Z'
const lastMonth = '2026-02-27T10:00:00+01:00'
const posted = (
  occurredAt: string,
  postingDate: string,
  documentDate?: string,
  options: Parameters<typeof journal>[0] = {},
): JournalBuilder =>
  journal(options)
    .fact('MC-000001', { occurredAt })
    .deliver('MC-000001')
    .post('MC-000001', { postingDate, ...(documentDate !== undefined && { documentDate }) })

/** A period changes, by a step of the scenario. */
function period(source: JournalBuilder, from: string, open: boolean): JournalBuilder {
  return source.push({
    kind: 'effect',
    system: 'erp',
    what: 'state',
    entity: `period:C1/${from}`,
    dims: { company: 'C1', period: from },
    group: 'status',
    before: open ? 'closed' : 'open',
    after: open ? 'open' : 'closed',
    doc: '',
    docKind: 'period',
    plant: 'P1',
    references: [],
    step: 'close-period-1',
  })
}

describe('business-date-preserved', () => {
  const count = (source: JournalBuilder): number => judge(businessDatePreserved, source.end()).violations.count

  test('convicts the date of another time zone, and the date of posting', () => {
    expect(judge(businessDatePreserved, posted(night, '2026-03-02').end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 is dated 2026-03-02; MC-000001 happened on 2026-03-03 at P1.",
      ]
    `)
    expect(count(posted('2026-03-02T08:00:00+01:00', '2026-03-05'))).toBe(1)
  })

  test('dates by the company or in UTC, where that is declared', () => {
    const chicago = {
      plants: [{ id: 'P1', timeZone: 'America/Chicago', company: 'C1' }],
      companies: [{ id: 'C1', timeZone: 'Europe/Berlin' }],
    }
    /** The evening of 1 March in Chicago, 2 March in UTC and in Berlin; half an hour later it is still that. */
    const evening = '2026-03-01T20:00:00-06:00'
    const dated = (postingDateZone: 'plant' | 'company' | 'utc', date: string, master: object = chicago): JournalBuilder =>
      posted(evening, date, undefined, { postingDateZone, master })
    expect(count(dated('plant', '2026-03-01'))).toBe(0)
    expect(count(dated('plant', '2026-03-02'))).toBe(1)
    expect(count(dated('company', '2026-03-02'))).toBe(0)
    expect(count(dated('utc', '2026-03-02'))).toBe(0)
    expect(judge(businessDatePreserved, dated('company', '2026-03-01').end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 is dated 2026-03-01; MC-000001 happened on 2026-03-02 in Europe/Berlin, by which the ERP dates what
         happens at P1.",
      ]
    `)
    // Between midnight in Berlin and in UTC the company's day is another one than UTC's.
    expect(count(posted(night, '2026-03-03', undefined, { postingDateZone: 'company', master: chicago }))).toBe(0)
    expect(count(posted(night, '2026-03-02', undefined, { postingDateZone: 'utc', master: chicago }))).toBe(0)
    // A company whose zone is not said has that of its first plant.
    const two = [{ id: 'P0', timeZone: 'Asia/Tokyo', company: 'C1' }, ...chicago.plants]
    expect(count(dated('company', '2026-03-02', { plants: two }))).toBe(0)
    expect(count(dated('company', '2026-03-01', { plants: two }))).toBe(1)
  })

  test('acquits the date at the plant', () => {
    expect(judge(businessDatePreserved, posted(night, '2026-03-03').end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('acquits the date that the payload gave, if the source had a wrong clock', () => {
    const source = journal().fact('MC-000001', { occurredAt: night })
    const [last] = source.records.splice(-1)
    if (last?.kind !== 'fact') throw new Error('the last record is the fact')
    source.records.push({ ...last, stampedAt: '2026-03-06T08:00:00Z' })
    expect(count(source.deliver('MC-000001').post('MC-000001', { postingDate: '2026-03-06' }))).toBe(0)
  })

  test('acquits the first open period with the original date kept, where that is the policy', () => {
    expect(count(posted(lastMonth, '2026-03-01', '2026-02-27'))).toBe(0)
    expect(count(posted(lastMonth, '2026-03-02', '2026-02-27'))).toBe(0)
  })

  test('convicts a lost original date, and a period beyond the first open one', () => {
    expect(judge(businessDatePreserved, posted(lastMonth, '2026-03-01').end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 is dated 2026-03-01, since the period was closed, and has no document date; MC-000001 happened on
         2026-02-27 at P1.",
      ]
    `)
    expect(judge(businessDatePreserved, posted(lastMonth, '2026-04-01', '2026-02-27').end()).messages).toEqual([
      'Document 4711 is dated 2026-04-01; MC-000001 happened on 2026-02-27 at P1, in a closed period, and the first ' +
        'open period begins on 2026-03-01.',
    ])
  })

  test('acquits either date around the moment at which a period closes', () => {
    const source = period(journal().fact('MC-000001', { occurredAt: '2026-03-31T10:00:00+02:00' }), '2026-03-01', false)
    expect(count(source.deliver('MC-000001').post('MC-000001', { postingDate: '2026-03-31' }))).toBe(0)
    const april = journal({
      master: {
        periods: [
          { company: 'C1', from: '2026-03-01', to: '2026-03-31', open: false },
          { company: 'C1', from: '2026-04-01', to: '2026-04-30', open: true },
        ],
      },
    })
    april.fact('MC-000001', { occurredAt: '2026-03-31T10:00:00+02:00' }).deliver('MC-000001')
    period(april, '2026-03-01', true)
    expect(count(april.post('MC-000001', { postingDate: '2026-04-01', documentDate: '2026-03-31' }))).toBe(0)
  })

  test('acquits a batch dated like one of its facts, and a reversal dated like its own', () => {
    const batch = journal().fact('MC-000001', { occurredAt: night }).fact('MC-000002').deliver('MC-000001').deliver('MC-000002')
    expect(count(batch.post(['MC-000001', 'MC-000002'], { postingDate: '2026-03-02' }))).toBe(0)
    const reversal = posted('2026-03-02T08:00:00Z', '2026-03-02')
      .fact('MR-000001', { reverses: 'MC-000001', occurredAt: '2026-03-04T08:00:00Z' })
      .deliver('MR-000001')
    expect(count(reversal.reverse('4711', 'MR-000001', { postingDate: '2026-03-04' }))).toBe(0)
  })
})

describe('closed-period-routed', () => {
  const count = (source: JournalBuilder): number => judge(closedPeriodRouted, source.end()).violations.count

  test('convicts a posting into a closed period', () => {
    expect(judge(closedPeriodRouted, posted(lastMonth, '2026-02-27').end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 (MC-000001) is posted on 2026-02-27, in the closed period 2026-02.",
      ]
    `)
  })

  test('looks for the period by the date of the company, where that is declared', () => {
    const master = {
      plants: [{ id: 'P1', timeZone: 'America/Chicago', company: 'C1' }],
      companies: [{ id: 'C1', timeZone: 'Europe/Berlin' }],
    }
    // The last of February in Chicago, which is closed, and March in Berlin.
    const occurredAt = '2026-02-28T20:00:00-06:00'
    const by = (postingDateZone: 'plant' | 'company'): number =>
      count(posted(occurredAt, '2026-03-01', '2026-02-28', { postingDateZone, master, closedPeriod: 'exception' }))
    expect([by('plant'), by('company')]).toEqual([1, 0])
  })

  test('convicts trying for ever', () => {
    const source = journal().fact('MC-000001', { occurredAt: lastMonth }).deliver('MC-000001')
    for (let attempt = 0; attempt < 11; attempt += 1) source.refuse('MC-000001', { code: 'PERIOD_CLOSED' })
    expect(judge(closedPeriodRouted, source.end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) was tried 11 times against a closed period; at most 10 are allowed.",
      ]
    `)
  })

  test('convicts moving the date where the policy hands it to people', () => {
    expect(judge(closedPeriodRouted, posted(lastMonth, '2026-03-01', '2026-02-27', { closedPeriod: 'exception' }).end()).messages)
      .toMatchInlineSnapshot(`
        [
          "Document 4711 (MC-000001) is posted on 2026-03-01 instead of 2026-02-27; what belongs to a closed period goes to
           people here.",
        ]
      `)
  })

  test('acquits the first open period where that is the policy, and people where that is', () => {
    expect(judge(closedPeriodRouted, posted(lastMonth, '2026-03-01', '2026-02-27').end())).toMatchObject({
      judged: 1,
      violations: { count: 0 },
    })
    const people = journal({ closedPeriod: 'exception' })
      .fact('MC-000001', { occurredAt: lastMonth })
      .deliver('MC-000001')
      .refuse('MC-000001', { code: 'PERIOD_CLOSED' })
      .exception('MC-000001')
    expect(judge(closedPeriodRouted, people.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('acquits a few attempts, more of them when the source delivered again, and a posting once the period is open', () => {
    const source = journal().fact('MC-000001', { occurredAt: lastMonth }).deliver('MC-000001').deliver('MC-000001')
    for (let attempt = 0; attempt < 20; attempt += 1) source.refuse('MC-000001', { code: 'PERIOD_CLOSED' })
    expect(count(period(source, '2026-02-01', true).post('MC-000001', { postingDate: '2026-02-27' }))).toBe(0)
  })

  test('acquits a call that arrived before the period closed', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001').arrive('MC-000001')
    period(source, '2026-03-01', false).effects('MC-000001', { postingDate: '2026-03-02' }).served().answered(201)
    expect(count(source)).toBe(0)
  })

  test('has no case where no period was closed', () => {
    expect(judge(closedPeriodRouted, posted('2026-03-02T08:00:00Z', '2026-03-02').end()).judged).toBe(0)
  })
})
