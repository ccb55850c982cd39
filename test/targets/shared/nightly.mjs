/**
 * A job that comes by from time to time: it reads the feeds, asks the systems what they have, and writes the difference. It has no store
 * and no keys, asks for the content of what it was told of, and gives every call the name of the newest publication. Items, revisions,
 * rollbacks, dispositions, orders, plans and sourcing. `own`: what a variant does otherwise.
 */
const type = (name) => `org.mfgsync.${name}.v1`
const at = (...names) => names.map((name) => `/${encodeURIComponent(name)}`).join('')
const query = (parameters) => `?${new URLSearchParams(parameters)}`
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)
const core = ['description', 'kind', 'baseUnit', 'decimals', 'conversions', 'lotManaged', 'serialManaged', 'inspectionRequired']

const clockAhead = (instant, timeZone) => Date.parse(`${new Date(instant).toLocaleString('sv', { timeZone }).replace(' ', 'T')}Z`) - instant
/** The instant at which a day begins on the wall of a plant. */
export function dayBegins(day, timeZone) {
  const wall = Date.parse(`${day}T00:00:00Z`)
  const near = wall - clockAhead(wall, timeZone)
  return new Date(wall - clockAhead(near, timeZone)).toISOString()
}

const usual = {
  interval_ms: 120,
  /** Entries of a feed that are read at once. */
  entries: 7,
  /** Rows that are brought in one call, and which page of the source is which. */
  rowsAtOnce: 40,
  rowsOf: ({ rows }) => rows,
  pageName: (version, page) => `page ${page} of ${version}`,
  beginsAnew: false,
  beforeForce: async () => undefined,
  /** Whether what stands there has to be written anew. */
  isOld: (there, version) => there.version < version,
  day: (day) => day,
  substitutesOf: (substitutes) =>
    substitutes.map(({ primary, item: substitute, priority, ratio }) => ({ primary, substitute, priority, ratio })),
  mayActivate: (given, required) => required.every((role) => given.has(role)),
  tellsPurchasing: true,
  activation: {},
  afterActivation: async () => undefined,
  /** Where an order is changed that is reworked. */
  reworkedIn: ['erp', 'mes'],
}

export function start(own = {}) {
  const how = { ...usual, ...own }
  const urlOf = (system) => process.env[`MFGSYNC_${system.toUpperCase()}_URL`]
  const events = new Map()
  const cursors = new Map()
  /** By call: until when it is to be left alone. */
  const quiet = new Map()
  /** What is read once, and what is done, in this life. */
  const read = new Map()
  const done = new Map()

  async function call(system, method, path, body) {
    const name = `${method} ${system}${path}`
    if ((quiet.get(name) ?? 0) > Date.now()) throw new Error('not yet')
    const answer = await fetch(urlOf(system) + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(1000),
    })
    const wait = Number(answer.headers.get('retry-after') ?? 0)
    if (wait > 0) quiet.set(name, Date.now() + wait * 1000)
    const told = await answer.json()
    if (answer.status >= 300) throw Object.assign(new Error(`${name}: ${answer.status} ${told.error?.code}`), { status: answer.status })
    return told
  }
  const get = (system, path) => call(system, 'GET', path)
  const known = async (system, path) => {
    try {
      return await get(system, path)
    } catch (error) {
      if (error.status === 404) return undefined
      throw error
    }
  }
  const once = async (name, ask) => {
    if (!read.has(name)) read.set(name, await ask())
    return read.get(name)
  }
  /** Does something once in this life; what failed is tried again the next time. */
  const onceDone = async (name, work) => {
    if (done.has(name)) return
    await work()
    done.set(name, true)
  }
  async function attempt(name, work) {
    try {
      await work()
    } catch (error) {
      console.log(`${name}: ${error.message}`)
    }
  }

  async function poll(system) {
    for (;;) {
      const { events: page, next, more } = await get(system, `/events${query({ limit: how.entries, after: cursors.get(system) ?? '0' })}`)
      for (const { event } of page) events.set(event.source + event.subject, events.get(event.source + event.subject) ?? event)
      cursors.set(system, next)
      if (!more) return
    }
  }
  const of = (name) => [...events.values()].filter((event) => event.type === type(name))
  const zoneOf = async (plant) => (await once('plants', () => get('erp', '/plants'))).items.find((each) => each.plant === plant).timeZone

  async function items() {
    for (const [item, told] of Map.groupBy(of('plm.item.released'), ({ data }) => data.item)) {
      const { subject: reference, data } = told.toSorted((a, b) => a.data.version - b.data.version).at(-1)
      const { version } = data
      await attempt(item, async () => {
        const now = await once(`item ${item} ${version}`, () => get('plm', `/items${at(item)}?version=${version}`))
        const body = Object.fromEntries(core.map((name) => [name, now[name]]))
        for (const system of ['erp', 'mes', 'wms'].filter(urlOf))
          await attempt(`${item} in ${system}`, () =>
            onceDone(`item ${item} ${version} ${system}`, async () => {
              const there = system === 'erp' ? ((await known(system, `/items${at(item)}`)) ?? {}) : {}
              if (core.some((name) => !same(there[name], body[name])))
                await call(system, 'PUT', `/items${at(item)}`, { version, ...body, reference })
            }),
          )
      })
    }
  }

  /** What was heard of an item's revisions, by its version; what is not complete does not count. */
  function newest(item) {
    const complete = of('plm.revision.completed').map(({ data }) => ({ ...data, key: data.publication, fact: `${data.publication}-C` }))
    const back = of('plm.revision.rolled-back').map(({ subject, data }) => ({ ...data, key: subject, revision: data.to, isBack: true }))
    return [...complete, ...back].filter((each) => each.item === item).reduce((a, b) => (b.version > a.version ? b : a))
  }
  const itemsWithRevisions = () =>
    new Set([...of('plm.revision.completed'), ...of('plm.revision.rolled-back')].map(({ data }) => data.item))
  const bomOf = async (item, revision, plant) => (await get('erp', `/bom-revisions${query({ item, revision, plant })}`)).items[0]

  async function revisions() {
    for (const item of itemsWithRevisions())
      await attempt(`revisions of ${item}`, async () => {
        const one = newest(item)
        const { key, version } = one
        const told = await once(`${key} ${version}`, async () => {
          const parts = await get('plm', `/revisions${at(item, String(version))}`)
          if (!parts.complete) throw new Error('not all of it is out')
          return parts
        })
        const plants = [...new Set(told.effectivity.map(({ plant }) => plant))]
        if (one.isBack) {
          for (const plant of plants)
            await attempt(`${key} in ${plant}`, () => onceDone(`${key} ${plant}`, () => rollBack({ ...one, ...told }, plant)))
          return
        }
        const given = new Set(of('plm.change.approved').flatMap(({ data }) => (data.change === one.change ? data.role : [])))
        if (!how.mayActivate(given, told.requiredApprovals)) return
        for (const line of told.lines) {
          const isTold = of('plm.item.released').some(({ data }) => data.item === line.item)
          if (!(await known('erp', `/items${at(line.item)}`))) return
          if (isTold && ![...done.keys()].some((name) => name.startsWith(`item ${line.item} `) && name.endsWith(' mes'))) return
        }
        for (const plant of plants) {
          await attempt(`${key} in ERP ${plant}`, () => inErp(one, told, plant))
          await attempt(`${key} in MES ${plant}`, () => inMes(one, told, plant))
        }
        await source(one, told, plants)
      })
  }

  const beginOf = (told, plant) => told.effectivity.find((each) => each.plant === plant).from

  async function inErp({ key: reference, item, revision, version }, told, plant) {
    const from = how.day(beginOf(told, plant), await zoneOf(plant))
    const { description, baseQuantity } = told.header
    const lines = told.lines.map((line) => ({
      item: line.item,
      rate: { quantity: line.rate, unit: line.unit },
      operation: line.routingStep,
      issue: line.issue,
      demand: line.use === 'required',
    }))
    const substitutes = how.substitutesOf(told.substitutes)
    const body = { version, header: { description, baseQuantity }, lines, substitutes, effectivity: [{ from }], reference }
    const there = await bomOf(item, revision, plant)
    if (!there) await call('erp', 'POST', '/bom-revisions', { plant, item, revision, ...body })
    else if (how.isOld(there, version)) await call('erp', 'PUT', `/bom-revisions${at(there.bom)}`, body)
    await onceDone(`active in ERP ${reference} ${plant}`, async () => {
      const { bom } = await bomOf(item, revision, plant)
      await call('erp', 'POST', `/bom-revisions${at(bom)}/activation`, { from, version, ...how.activation, reference })
      await how.afterActivation({ call, get, item, revision, version, plant, from, reference })
    })
  }

  async function inMes({ key: reference, item, revision, version }, told, plant) {
    const bom = await bomOf(item, revision, plant)
    if (!bom || !done.has(`active in ERP ${reference} ${plant}`)) return
    const { description, baseQuantity } = told.header
    const lines = told.lines.map((line) => ({
      item: line.item,
      rate: { quantity: line.rate / baseQuantity.quantity, unit: line.unit },
      operation: line.routingStep,
      issue: line.issue,
      use: line.use,
    }))
    const path = `/boms${at(item, 'revisions', revision)}`
    const there = (await get('mes', `/boms${at(item)}${query({ plant })}`)).items.find((each) => each.revision === revision)
    if (!there || how.isOld(there, version))
      await call('mes', 'PUT', `${path}${query({ plant })}`, {
        version,
        header: { description },
        lines,
        substitutes: how.substitutesOf(told.substitutes),
        effectivity: [{ validFrom: dayBegins(beginOf(told, plant), await zoneOf(plant)) }],
        erpIds: { bom: bom.bom, revisionId: bom.revisionId },
        reference,
      })
    await onceDone(`active in MES ${reference} ${plant}`, () =>
      call('mes', 'POST', `${path}/activation${query({ plant })}`, { version, reference }),
    )
  }

  async function source({ key, fact, version, change }, { lines }, plants) {
    for (const { item, vendors } of lines)
      for (const vendor of vendors) {
        await onceDone(`${item} of ${vendor} ${key}`, () =>
          call('erp', 'PUT', `/items${at(item, 'approved-vendors', vendor)}`, { version, reference: key }),
        )
        if (!urlOf('proc') || !how.tellsPurchasing) continue
        const { items: signals } = await get('proc', `/sourcing-signals${query({ change })}`)
        const { items: suppliers } = await get('proc', `/vendors${query({ item })}`)
        const isKnown = suppliers.some((each) => each.vendor === vendor && each.items.includes(item))
        if (isKnown || signals.some((each) => each.item === item && each.vendor === vendor)) continue
        await call('proc', 'POST', '/sourcing-signals', { change, item, vendor, plants, reference: fact })
      }
  }

  async function rollBack({ key: reference, item, version, from: taken, to: back, effectivity }, plant) {
    const own = (letter) => effectivity.filter((each) => each.plant === plant && each.revision === letter)
    const begin = own(back)
      .map(({ from }) => from)
      .toSorted()
      .at(-1)
    const [held, holds] = [await bomOf(item, taken, plant), await bomOf(item, back, plant)]
    await call('erp', 'POST', `/bom-revisions${at(holds.bom)}/activation`, { from: begin, version, reference })
    await call('erp', 'POST', `/bom-revisions${at(held.bom)}/retirement`, { to: begin, version, reference })
    const zone = await zoneOf(plant)
    const path = (letter) => `/boms${at(item, 'revisions', letter)}`
    for (const letter of [taken, back]) {
      const instants = own(letter).map(({ from, to }) => ({
        validFrom: dayBegins(from, zone),
        ...(to && { validTo: dayBegins(to, zone) }),
      }))
      await call('mes', 'PUT', `${path(letter)}${query({ plant })}`, { version, effectivity: instants, reference })
    }
    await call('mes', 'POST', `${path(back)}/activation${query({ plant })}`, { version, reference })
  }

  async function orders() {
    for (const { subject: reference, data } of of('plm.disposition.decided').filter((event) => event.data.kind === 'rework'))
      await attempt(reference, () =>
        onceDone(reference, async () => {
          const { plant, order, change, toRevision: revision } = data
          const now = await get('erp', `/production-orders${at(order)}${query({ plant })}`)
          // It is reworked to what holds by now.
          if (!done.has(`${newest(now.item).key} ${plant}`)) throw new Error('not taken back yet')
          const path = `/production-orders${at(order)}/revision`
          if (now.revision !== revision) await call('erp', 'POST', path, { plant, revision, change, reference })
          if (how.reworkedIn.includes('mes')) await call('mes', 'POST', path, { plant, revision, reference })
        }),
      )
    for (const { subject: reference, data } of of('erp.production-order.released'))
      await attempt(reference, () =>
        onceDone(`${data.plant} ${reference}`, () => {
          const { plant, order, item, revision, quantity, unit } = data
          const body = { item, revision, quantity: { quantity, unit }, reference }
          return call('mes', 'PUT', `/production-orders${at(order)}${query({ plant })}`, body)
        }),
      )
  }

  async function plans() {
    const versions = of('plan.version.published').toSorted((a, b) => a.data.version - b.data.version)
    const last = versions.at(-1)
    if (last) await onceDone(`plan ${last.data.version}`, () => load(last.subject, last.data))
  }

  async function load(reference, { version, rows: count, pages }) {
    const path = `/planning-versions${at(String(version))}`
    const standing = async () => (await get('erp', '/planning-versions')).items.find((each) => each.version === version)
    const before = await standing()
    if (before?.status !== 'active') {
      if (before && how.beginsAnew) await call('erp', 'DELETE', `${path}${query({ reference })}`)
      if (!before || how.beginsAnew) await call('erp', 'PUT', path, { rows: count, pages, reference })
      const there = new Set((await get('erp', `/planned-requirements${query({ version })}`)).items.map(({ row }) => row))
      const rows = []
      for (let page = 1; page <= pages; page += 1)
        rows.push(...how.rowsOf(await once(how.pageName(version, page), () => get('plan', `${path}/pages/${page}`))))
      const missing = rows.filter(({ row }) => !there.has(row))
      const products = new Map()
      for (const { item } of missing) if (!products.has(item)) products.set(item, await known('erp', `/items${at(item)}`))
      const able = missing.filter(({ item }) => products.get(item))
      for (let first = 0; first < able.length; first += how.rowsAtOnce) {
        const body = able.slice(first, first + how.rowsAtOnce).map(({ row, plant, item, bucket, quantity, unit }) => {
          return { row, plant, item, bucket, quantity: { quantity, unit }, source: { version, row } }
        })
        await call('erp', 'PUT', `${path}/pages/${first / how.rowsAtOnce + 1}`, { rows: body, reference })
      }
      if (able.length < missing.length) throw new Error('a product is not known yet')
      await how.beforeForce({ call, path, count, pages, reference })
      await call('erp', 'POST', `${path}/activation`, { reference })
    }
    await call('plan', 'POST', `${path}/loads`, { system: 'erp', rows: count })
  }

  let isBusy = false
  setInterval(async () => {
    if (isBusy) return
    isBusy = true
    for (const system of ['plm', 'erp', 'plan'].filter(urlOf)) await attempt(`feed of ${system}`, () => poll(system))
    for (const job of [items, revisions, orders, plans]) await attempt(job.name, job)
    isBusy = false
  }, how.interval_ms)
}
