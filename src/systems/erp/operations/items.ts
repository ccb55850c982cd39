import { itemEntity, vendorsValue } from '../../../domain/engineering.js'
import { isZeroQuantity } from '../../../domain/quantity.js'
import { refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { itemFields, versionField, type ItemInput } from '../../shared/engineering.js'
import { itemPut } from '../../shared/items.js'
import { referenceFields, referencesOf } from '../../shared/posting.js'
import { flag, name, object, oneOf, type Schema } from '../../shared/schema.js'
import { stateWrite, type VersionedInput } from '../../shared/states.js'
import type { Content } from '../engineering-book.js'
import type { Erp } from '../state.js'
import { item as itemView } from '../views.js'
import { unknownItem } from '../obstacles.js'

interface ErpItemInput extends ItemInput {
  readonly planning?: { readonly procurement: string }
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

const put = itemPut<Erp, ErpItemInput>({
  units: ({ master }) => master.units,
  decimals: true,
  success: success(200, 'It is so.', 'Item', shown),
  view: ({ master }, item) => itemView(master.items.get(item.id) ?? item),
  codes: ['BASE_UNIT_FIXED'],
  obstacle: baseUnitObstacle,
  more: ({ ledger }, { planning }, about) => (planning ? [stateWrite(ledger, about, 'planning', planning.procurement)] : []),
})

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
