import { coreValue, itemEntity, unitsValue, vendorsValue } from '../../../domain/engineering.js'
import type { StateEffect } from '../../../domain/effect.js'
import { isZeroQuantity } from '../../../domain/quantity.js'
import { refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { ifMatch, itemFields, itemOf, type ItemInput } from '../../shared/engineering.js'
import { referencesOf } from '../../shared/posting.js'
import { flag, name, object, oneOf, type Schema } from '../../shared/schema.js'
import { staleObstacle, stateWrite, versionStale, type VersionedInput } from '../../shared/states.js'
import { referenceFields } from '../../shared/posting.js'
import { versionField } from '../../shared/engineering.js'
import type { Content } from '../engineering-book.js'
import type { Erp } from '../state.js'
import { item as itemView } from '../views.js'
import { unknownItem } from '../obstacles.js'

interface ErpItemInput extends ItemInput {
  readonly planning?: { readonly procurement: string }
}

const example = {
  version: 1,
  description: 'Safety valve',
  kind: 'purchased',
  baseUnit: 'EA',
  decimals: 0,
  conversions: [{ unit: 'BOX', numerator: 16, denominator: 1 }],
  lotManaged: true,
  serialManaged: false,
  inspectionRequired: true,
  reference: 'PI-000001',
}
const shown = {
  item: 'C9',
  description: 'Safety valve',
  baseUnit: 'EA',
  decimals: 0,
  lotManaged: true,
  conversions: [{ unit: 'BOX', numerator: 16, denominator: 1 }],
  kind: 'purchased',
  serialManaged: false,
  inspectionRequired: true,
}

export const itemSchemas: Readonly<Record<string, Schema>> = {
  ItemPut: object('An item, whole.', {
    ...itemFields,
    'planning?': object("How it is got hold of: the ERP's own affair.", {
      procurement: oneOf('Made or bought.', ['in-house', 'external']),
    }),
  }),
  VendorApproval: object('That a vendor may supply the item.', {
    'approved?': flag('False takes it back; absent: true.'),
    ...versionField,
    ...referenceFields,
  }),
  VendorApproved: object('The vendors of the item.', {
    item: name('Item.'),
    vendors: { type: 'array', description: 'Approved vendors.', items: name('Vendor.') },
  }),
}

/** Stock is counted in the base unit: once there is some, it stays. */
function baseUnitObstacle({ ledger, master }: Erp, { item, baseUnit }: ErpItemInput): Refused | undefined {
  const known = master.items.get(item)
  if (!known || known.baseUnit === baseUnit) return undefined
  const stocked = [...ledger.balances()].some((balance) => balance.item === item && !isZeroQuantity(balance.quantity))
  if (!stocked) return undefined
  return refused('BASE_UNIT_FIXED', `Item ${item} is in stock in ${known.baseUnit}; its base unit cannot become ${String(baseUnit)}.`, {
    item,
    unit: known.baseUnit,
  })
}

const put: Operation<Erp, ErpItemInput> = {
  id: 'item.put',
  http: { method: 'PUT', path: '/items/{item}' },
  posts: true,
  dedupe: 'natural',
  title: 'Write an item',
  description: 'Creates the item, or makes it what is said, whole. Repeating it changes nothing and is answered alike.',
  parameters: [{ name: 'item', in: 'path', schema: name('Item.', 'C9') }, ifMatch],
  body: {
    required: true,
    description: 'The item.',
    schema: 'ItemPut',
    examples: { item: { summary: 'A purchased item', value: example } },
  },
  success: success(200, 'It is so.', 'Item', shown),
  refusals: [
    versionStale,
    refusal(
      422,
      ['ATTRIBUTES_MISSING', 'BASE_UNIT_FIXED', 'UNIT_UNKNOWN'],
      'The item is not complete, names a unit that there is not, or would change its base unit although it is in stock.',
      'Item C9 lacks baseUnit: a release is complete.',
      { item: 'C9', missing: ['baseUnit'] },
    ),
  ],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(erp, input) {
    const { ledger, master } = erp
    const entity = itemEntity(input.item)
    const item = itemOf(input, master.units, true)
    const obstacle = staleObstacle(ledger, entity, input) ?? ('refused' in item ? item : baseUnitObstacle(erp, input))
    if (obstacle || 'refused' in item) return obstacle ?? (item as Refused)
    const about = { docKind: 'item', entity, dims: { item: item.id }, references: referencesOf(input), version: input.version }
    const own = [
      stateWrite(ledger, about, 'core', coreValue(item)),
      stateWrite(ledger, about, 'units', unitsValue(item.conversions)),
      ...(input.planning ? [stateWrite(ledger, about, 'planning', input.planning.procurement)] : []),
    ]
    const states = own.filter((state) => state !== undefined)
    const contents = new Map<StateEffect, Content>(states.map((state) => [state, { item }]))
    if (states.length > 0) ledger.commit({ states, contents })
    return { result: itemView(master.items.get(item.id) ?? item), effects: states }
  },
}

interface ApprovalInput extends VersionedInput {
  readonly item: string
  readonly vendor: string
  readonly approved?: boolean
}

const approve: Operation<Erp, ApprovalInput> = {
  id: 'vendor-approval.put',
  http: { method: 'PUT', path: '/items/{item}/approved-vendors/{vendor}' },
  posts: true,
  dedupe: 'natural',
  title: 'Approve a vendor of an item',
  description: 'Says that the vendor may supply the item, or may no more. Repeating it changes nothing and is answered alike.',
  parameters: [
    { name: 'item', in: 'path', schema: name('Item.', 'C9') },
    { name: 'vendor', in: 'path', schema: name('Vendor.', 'V-20') },
  ],
  body: {
    required: false,
    description: 'May be left out.',
    schema: 'VendorApproval',
    examples: { approval: { summary: 'From now on', value: { version: 8, reference: 'PP-000002' } } },
  },
  success: success(200, 'It is so.', 'VendorApproved', { item: 'C9', vendors: ['V-20'] }),
  refusals: [refusal(404, ['UNKNOWN_ITEM', 'UNKNOWN_VENDOR'], 'There is no such item or vendor.', 'There is no item C9.', { item: 'C9' })],
  tells: (input) => ({ keys: referencesOf(input) }),
  run({ ledger, master, books }, input) {
    const { item, vendor, approved = true, version } = input
    if (!master.items.has(item)) return unknownItem(item)
    if (!master.vendors.has(vendor)) return refused('UNKNOWN_VENDOR', `There is no vendor ${vendor}.`, { vendor })
    const before = books.engineering.vendors.get(item) ?? []
    const vendors = approved ? [...new Set([...before, vendor])] : before.filter((each) => each !== vendor)
    const about = { docKind: 'item', entity: itemEntity(item), dims: { item }, references: referencesOf(input), version }
    // Who is approved already is not approved again, under whatever version.
    const isSo = before.includes(vendor) === approved
    const state = isSo ? undefined : stateWrite(ledger, about, 'vendors', vendorsValue(vendors))
    if (state) ledger.commit({ states: [state], contents: new Map([[state, { vendorsOf: item, vendors } satisfies Content]]) })
    return { result: { item, vendors }, effects: state ? [state] : [] }
  },
}

export const itemOperations: readonly Operation<Erp, never>[] = [put, approve]
