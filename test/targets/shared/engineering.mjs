import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { midnight } from './midnight.mjs'
import { whole } from './thin-events.mjs'

/**
 * Brings items, revisions, rollbacks, dispositions and consumption to ERP and MES: small, correct, and with one file as its store, in
 * which stands what it was told and what it has done. Each kind of work says what is still to be done, does it, and notes it; what failed
 * is tried again. `own`: what a variant does otherwise.
 */
const groups = ['header', 'lines', 'substitutes', 'effectivity']
const type = (name) => `org.mfgsync.${name}.v1`
const at = (...parts) => parts.map(encodeURIComponent).join('/')

/** What is different in a variant. */
const standard = {
  midnight,
  lineOf: (line) => line,
  /** Whether a publication may be the active one; a variant may ask in which system. */
  mayActivate: ({ complete, approvals }) => complete.requiredApprovals.every((role) => approvals.has(role)),
  /** Parts of a publication that may be written by now. */
  partsOf: ({ parts }) => parts,
  /** Whether the shop floor may be told of what is known by now. */
  mayTellFloor: () => true,
  isNewer: (message, other) => message.version > other.version,
  /** What versions are counted in: the newest version of a slot is in. */
  slotOf: ({ item, revision }) => `${item} ${revision}`,
  /** The same for what is active. */
  activeSlotOf: ({ item }) => item,
  /** Whether lines wait for their components. */
  waitsForItems: true,
  ignoresRollback: () => false,
  activation: (body) => body,
  consumed: (data) => data,
  afterWrite: async () => undefined,
  afterActivation: async () => undefined,
  onUnknownItem: async () => undefined,
  demandOf: (line) => line.use === 'required',
}

export function start(own = {}) {
  const how = { ...standard, ...own }
  const { MFGSYNC_ERP_URL: erp, MFGSYNC_MES_URL: mes, MFGSYNC_WMS_URL: wms, MFGSYNC_PLM_URL: plm, MFGSYNC_STATE_DIR: folder } = process.env
  const file = join(folder ?? '.', 'store.jsonl')
  const keep = (line) => appendFileSync(file, `${JSON.stringify(line)}\n`)
  const kept = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []).map((line) => JSON.parse(line))
  /** By system: until when it wants to be left alone. */
  const quiet = new Map()
  const notes = new Map()
  const done = {
    get: (key) => notes.get(key),
    set(key, value) {
      notes.set(key, value)
      keep({ key, value })
    },
  }
  const items = new Map()
  const publications = new Map()
  const approvals = new Map()
  const rollbacks = new Map()
  const dispositions = new Map()
  const consumed = new Map()
  const zones = new Map()
  const found = new Set()
  const once = async (key, work, value = true) => {
    if (done.get(key) === value) return
    await work()
    done.set(key, value)
  }

  async function request(url, method = 'GET', body = undefined, key = undefined) {
    const { host } = new URL(url)
    if ((quiet.get(host) ?? 0) > Date.now()) throw new Error('not yet')
    const answer = await fetch(url, {
      method,
      signal: AbortSignal.timeout(1000),
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': encodeURIComponent(key) }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const json = await answer.json()
    if (answer.status < 300) return json
    const wait = Number(answer.headers.get('retry-after') ?? 0)
    if (wait > 0) quiet.set(host, Date.now() + wait * 1000)
    throw Object.assign(new Error(json.error?.code ?? String(answer.status)), {
      code: json.error?.code,
      details: json.error,
      text: json.error?.message,
      system: new URL(url).origin,
    })
  }

  function take(event) {
    const { data, subject } = event
    const { item } = data
    if (event.type === type('plm.item.released') && !(items.get(item)?.version >= data.version))
      items.set(item, { ...data, reference: subject })
    if (event.type === type('plm.revision-part.published')) publicationOf(data).parts[data.part] = data
    if (event.type === type('plm.revision.completed')) Object.assign(publicationOf(data), { complete: data, stamped: event.time })
    if (event.type === type('plm.change.approved')) approvals.set(data.change, (approvals.get(data.change) ?? new Set()).add(data.role))
    if (event.type === type('plm.revision.rolled-back')) rollbacks.set(item, { ...data, stamped: event.time })
    if (event.type === type('plm.disposition.decided')) dispositions.set(subject, data)
    if (event.type === type('mes.material.consumed')) consumed.set(`${data.plant}/${subject}`, data)
  }

  function publicationOf({ publication, item, revision, version, change }) {
    if (!publications.has(publication))
      publications.set(publication, { publication, item, revision, version, change, parts: {}, complete: undefined })
    return publications.get(publication)
  }

  const isOvertaken = (one) =>
    [...publications.values()].some((other) => other.item === one.item && other.revision === one.revision && how.isNewer(other, one))
  const isOldForItem = (one) =>
    [...publications.values()].some((other) => other.item === one.item && other.complete && how.isNewer(other, one)) ||
    (rollbacks.has(one.item) && how.isNewer(rollbacks.get(one.item), one))

  async function zoneOf(plant) {
    if (zones.size === 0) for (const each of (await request(`${erp}/plants`)).items) zones.set(each.plant, each.timeZone)
    return zones.get(plant)
  }

  async function writeItem({ reference, ...item }) {
    for (const system of [erp, mes, wms].filter(Boolean))
      await once(
        `item ${system} ${item.item}`,
        () => request(`${system}/items/${at(item.item)}`, 'PUT', { ...known(item), reference }),
        item.version,
      )
  }
  // What it does not know it does not pass on: payloads may have more fields than a sink takes.
  const fields = ['version', 'description', 'kind', 'baseUnit', 'decimals', 'lotManaged', 'serialManaged', 'inspectionRequired']
  const known = (item) => ({
    ...Object.fromEntries(fields.map((name) => [name, item[name]])),
    conversions: item.conversions.map(({ unit, numerator, denominator }) => ({ unit, numerator, denominator })),
  })

  /** What engineering has released comes with a fact of its own; of the rest, the ERP says whether there is such a thing. */
  async function isThere(url, item) {
    if (items.has(item)) return done.get(`item ${url} ${item}`) !== undefined
    if (!found.has(item)) {
      const { status } = await fetch(`${erp}/items/${at(item)}`, { signal: AbortSignal.timeout(1000) })
      if (status !== 200) return false
      found.add(item)
    }
    return true
  }

  /** Whether what is to be written there finds all its components. */
  async function areThere(url, toWrite, { lines }) {
    if (!how.waitsForItems || !toWrite.includes('lines')) return true
    for (const { item } of lines.lines) if (!(await isThere(url, item))) return false
    return true
  }

  async function bomOf(plant, item, revision) {
    const query = new URLSearchParams({ plant, item, revision })
    return (await request(`${erp}/bom-revisions?${query}`)).items[0]
  }

  const erpGroups = {
    header: ({ description, baseQuantity }) => ({ header: { description, baseQuantity } }),
    lines: ({ lines }) => ({
      lines: lines
        .map(how.lineOf)
        .map((line) => ({
          item: line.item,
          rate: { quantity: line.rate, unit: line.unit },
          operation: line.routingStep,
          issue: line.issue,
          demand: how.demandOf(line),
        })),
    }),
    substitutes: ({ substitutes }) => ({ substitutes: substitutes.map(substitute) }),
    effectivity: ({ effectivity }, plant) => ({
      effectivity: ofPlant(effectivity, plant).map(({ from, to }) => ({ from, ...(to && { to }) })),
    }),
  }
  const mesGroups = {
    header: ({ description }) => ({ header: { description } }),
    lines: ({ lines }) => ({
      lines: lines
        .map(how.lineOf)
        .map((line) => ({
          item: line.item,
          rate: { quantity: line.rate, unit: line.unit },
          operation: line.routingStep,
          issue: line.issue,
          use: line.use,
        })),
    }),
    substitutes: ({ substitutes }) => ({ substitutes: substitutes.map(substitute) }),
    effectivity: ({ effectivity }, plant, zone) => ({ effectivity: instants(ofPlant(effectivity, plant), zone) }),
  }
  const substitute = ({ primary, item, priority, ratio }) => ({
    primary,
    substitute: item,
    priority: how.priority?.(priority) ?? priority,
    ratio,
  })
  const ofPlant = (all, plant) => all.filter((each) => each.plant === plant)
  const instants = (all, zone) =>
    all.map(({ from, to }) => ({ validFrom: how.midnight(from, zone), ...(to && { validTo: how.midnight(to, zone) }) }))

  /** Writes what of a publication is known and not written yet, to one plant. */
  async function writePublication(one, plant) {
    const { publication: reference, item, revision, version } = one
    const parts = how.partsOf(one, approvals)
    const zone = await zoneOf(plant)
    const open = groups.filter((group) => parts[group])
    const has = (system, group) => done.get(`${system} ${plant} ${how.slotOf(one)} ${group}`) ?? 0
    const missing = (system) => open.filter((group) => !(has(system, group) >= version))
    const noted = (system, written) => {
      for (const group of written) {
        done.set(`${system} ${plant} ${how.slotOf(one)} ${group}`, Math.max(has(system, group), version))
      }
    }
    const inErp = missing('erp')
    if (!(await areThere(erp, inErp, parts))) return
    if (inErp.length > 0) {
      const body = Object.assign({}, ...inErp.map((group) => erpGroups[group](parts[group], plant)))
      const bom = how.looksUp === false ? done.get(`bom ${plant} ${item} ${revision}`) : await bomOf(plant, item, revision)
      if (bom) await request(`${erp}/bom-revisions/${at(bom.bom)}`, 'PUT', { version, ...body, reference })
      else {
        // Sent again, it is sent as it was: under one key there is one body.
        const name = `body ${plant} ${reference}`
        if (!done.get(name)) done.set(name, { body, groups: inErp })
        const asked = { plant, item, revision, version, ...done.get(name).body, reference }
        const created = await request(`${erp}/bom-revisions`, 'POST', asked, `bom ${plant} ${reference}`)
        done.set(`bom ${plant} ${item} ${revision}`, created)
        noted('erp', done.get(name).groups)
        return writePublication(one, plant)
      }
      await how.afterWrite({ one, plant, body, bomOf, request, erp, publications, linesOf: erpGroups.lines })
      noted('erp', inErp)
    }
    const inMes = how.mayTellFloor(isWhole(one)) ? missing('mes') : []
    if (!(await areThere(mes, inMes, parts))) return
    if (inMes.length > 0) {
      const body = Object.assign({}, ...inMes.map((group) => mesGroups[group](parts[group], plant, zone)))
      await request(`${mes}/boms/${at(item)}/revisions/${at(revision)}?plant=${at(plant)}`, 'PUT', { version, ...body, reference })
      noted('mes', inMes)
    }
    for (const line of parts.lines?.lines ?? []) {
      for (const vendor of line.vendors)
        await once(
          `vendor ${line.item} ${vendor}`,
          () => request(`${erp}/items/${at(line.item)}/approved-vendors/${at(vendor)}`, 'PUT', { version, reference }),
          version,
        )
    }
  }

  const isWhole = ({ parts, complete }) => complete && groups.every((group) => parts[group])

  async function activate(one, plant, mayIn) {
    if (!mayIn('erp') && !mayIn('mes')) return
    const { publication: reference, item, revision, version, parts } = one
    const bom = await bomOf(plant, item, revision)
    if (!bom) return
    const { from } = ofPlant(parts.effectivity.effectivity, plant)[0]
    if (mayIn('erp')) {
      await once(
        `active erp ${plant} ${how.activeSlotOf(one)}`,
        () => request(`${erp}/bom-revisions/${at(bom.bom)}/activation`, 'POST', how.activation({ version, from, reference })),
        version,
      )
      await how.afterActivation({ one, plant, request, erp })
    }
    if (!mayIn('mes')) return
    const path = `${mes}/boms/${at(item)}/revisions/${at(revision)}`
    await once(
      `active mes ${plant} ${how.activeSlotOf(one)}`,
      async () => {
        const erpIds = { bom: bom.bom, revisionId: bom.revisionId }
        await request(`${path}?plant=${at(plant)}`, 'PUT', { version, erpIds, reference })
        await request(`${path}/activation?plant=${at(plant)}`, 'POST', { version, reference })
      },
      version,
    )
  }

  async function rollBack({ rollback: reference, item, version, from, to, effectivity }) {
    for (const plant of new Set(effectivity.map((each) => each.plant))) {
      const zone = await zoneOf(plant)
      const own = (revision) => ofPlant(effectivity, plant).filter((each) => each.revision === revision)
      const begin = own(to).at(-1).from
      const [back, taken] = [await bomOf(plant, item, to), await bomOf(plant, item, from)]
      await once(
        `active erp ${plant} ${item}`,
        async () => {
          await request(`${erp}/bom-revisions/${at(back.bom)}/activation`, 'POST', { version, from: begin, reference })
          await request(`${erp}/bom-revisions/${at(taken.bom)}/retirement`, 'POST', { version, to: begin, reference })
        },
        version,
      )
      await once(
        `active mes ${plant} ${item}`,
        async () => {
          const path = (revision) => `${mes}/boms/${at(item)}/revisions/${at(revision)}`
          const put = (revision) =>
            request(`${path(revision)}?plant=${at(plant)}`, 'PUT', { version, effectivity: instants(own(revision), zone), reference })
          await put(to)
          await request(`${path(to)}/activation?plant=${at(plant)}`, 'POST', { version, reference })
          await put(from)
        },
        version,
      )
    }
    done.set(`rolled back ${item} ${to}`, true)
  }

  async function dispose(reference, { order, plant, kind, change, toRevision: revision }) {
    if (kind !== 'rework') return
    const { item, revision: now } = await request(`${erp}/production-orders/${at(order)}?plant=${at(plant)}`)
    if (!done.get(`rolled back ${item} ${revision}`)) throw new Error('the revision is not active yet')
    const body = { plant, revision, reference }
    if (now !== revision || how.looksUp === false)
      await request(`${erp}/production-orders/${at(order)}/revision`, 'POST', { ...body, change }, `order ${plant} ${reference}`)
    await request(`${mes}/production-orders/${at(order)}/revision`, 'POST', body)
  }

  async function consume(data) {
    const { plant, order, operation, item, lot, location, quantity, unit, consumption: reference, occurredAt } = how.consumed(data)
    const found = await request(`${erp}/goods-movements?${new URLSearchParams({ reference, plant })}`)
    if (found.items.some(({ status }) => status === 'posted')) return
    const postingDate = new Intl.DateTimeFormat('en-CA', { timeZone: await zoneOf(plant) }).format(new Date(occurredAt))
    const what = { type: 'issue', plant, order, operation, item, ...(lot !== '' && { lot }), location, quantity: { quantity, unit } }
    const documentDate = postingDate
    const post = (date) =>
      request(`${erp}/goods-movements`, 'POST', { ...what, postingDate: date, documentDate, reference }, [plant, reference, date].join('/'))
    try {
      await post(postingDate)
    } catch (error) {
      const { nextOpenDate } = error.details ?? {}
      if (nextOpenDate === undefined) throw error
      await post(nextOpenDate)
    }
  }

  /** Tries one piece of work; what failed is tried again. */
  async function attempt(work) {
    try {
      await work()
    } catch (error) {
      if (error.code === 'UNKNOWN_ITEM') await how.onUnknownItem({ error, request, erp, mes }).catch(() => undefined)
    }
  }

  async function round() {
    for (const item of items.values()) await attempt(() => writeItem(item))
    for (const one of publications.values()) {
      const { plants = [] } = one.parts.header ?? {}
      for (const plant of plants) {
        if (!isOvertaken(one)) await attempt(() => writePublication(one, plant))
        const given = approvals.get(one.change) ?? new Set()
        const isIn = (system) => groups.every((group) => (done.get(`${system} ${plant} ${how.slotOf(one)} ${group}`) ?? 0) >= one.version)
        const mayIn = (system) => isIn('erp') && isIn(system) && how.mayActivate({ ...one, approvals: given }, system)
        if (isWhole(one) && !isOldForItem(one)) await attempt(() => activate(one, plant, mayIn))
      }
    }
    for (const rollback of rollbacks.values())
      if (!how.ignoresRollback(rollback, [...publications.values()])) await attempt(() => rollBack(rollback))
    for (const [key, data] of dispositions) await attempt(() => once(`disposition ${key}`, () => dispose(key, data)))
    for (const [key, data] of consumed) await attempt(() => once(`consumption ${key}`, () => consume(data)))
  }

  for (const { event, key, value } of kept()) {
    if (event) take(event)
    else notes.set(key, value)
  }
  let isBusy = false
  setInterval(async () => {
    if (isBusy) return
    isBusy = true
    await round()
    isBusy = false
  }, 50)

  return {
    async fetch(incoming) {
      const event = await whole(await incoming.json(), (path) => request(plm + path)).catch(() => undefined)
      if (!event) return new Response(null, { status: 503 })
      keep({ event })
      take(event)
      return new Response(null, { status: 204 })
    },
  }
}
