import type { LedgerDocument } from '../../domain/ledger.js'
import { limits } from '../../domain/limits.js'
import { parseQuantity, quantityToNumber } from '../../domain/quantity.js'
import { get, post, refusal, refused, success, type Operation, type Refused } from '../operation.js'
import { posted, posting, referencesOf, referenceTaken, shown, type ReferencedInput } from '../shared/posting.js'
import { name } from '../shared/schema.js'
import { stop as example } from './schemas.js'
import type { Cmms, Stop } from './state.js'

interface CreateInput extends ReferencedInput, Omit<Stop, 'minutes'> {
  readonly minutes: number
}

interface ChangeInput extends ReferencedInput, Partial<Pick<Stop, 'from' | 'to' | 'reason'>> {
  readonly notification: string
  readonly minutes: number
}

const shownExample = { notification: '10000001', document: '10000001', status: 'posted', ...example, equipment: 'EQ-12' }
const number = { name: 'notification', in: 'path', schema: name('Number of the notification.') } as const
const machine = { plant: 'P1', workCentre: 'WC-12' }
const unknownNotification = refusal(404, ['UNKNOWN_NOTIFICATION'], 'There is no such notification.', 'There is no notification 10000099.', {
  notification: '10000099',
})

function viewOf(cmms: Cmms, document: LedgerDocument): Readonly<Record<string, unknown>> {
  const stop = cmms.stopOf(document.number)
  const { plant, workCentre = '', from, to, reason } = stop ?? { plant: document.plant }
  const own = { plant, workCentre, equipment: cmms.machineAt(plant, workCentre)?.equipment ?? '', from, to }
  const minutes = stop ? quantityToNumber(stop.minutes) : 0
  const { postingDate: _, documentDate: __, ...view } = shown(document, { ...own, minutes, ...(reason !== undefined && { reason }) })
  return { notification: document.number, ...view }
}

/** The notification that is meant, as long as it may still be changed, or why it may not. */
function openOne(cmms: Cmms, notification: string): LedgerDocument | Refused {
  const document = cmms.notification(notification)
  return document ?? refused('UNKNOWN_NOTIFICATION', `There is no notification ${notification}.`, { notification })
}

const minutesOf = (value: number): string => parseQuantity(value) ?? '0'

const create: Operation<Cmms, CreateInput> = {
  ...posting('/notifications'),
  id: 'notification.create',
  title: 'Tell maintenance of a stop',
  description:
    'One notification for one stop, however many pieces it was reported in. Maintenance does not find out that two of them are of one ' +
    'stop: each call makes one of its own.',
  body: {
    required: true,
    description: 'The stop.',
    schema: 'NotificationCreate',
    examples: { stop: { summary: 'A stop of eleven minutes', value: { ...example, reference: 'MD-000002' } } },
  },
  success: posted('NotificationPosted', { document: '10000001', status: 'posted', references: ['MD-000002'], notification: '10000001' }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_EQUIPMENT', 'UNKNOWN_PLANT', 'KEY_REUSED'],
      'There is no machine at that work centre, or no such plant. It will be refused again until something changes.',
      'Plant P1 has no machine at work centre WC-99.',
      { plant: 'P1', workCentre: 'WC-99' },
    ),
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: { plant: input.plant, workCentre: input.workCentre } }),
  differences: ({ from, to }) => (Date.parse(from) < Date.parse(to) ? [] : ['to: is not after from, expected a later instant']),
  claims: (cmms, { plant, workCentre }) => (cmms.machineAt(plant, workCentre) ? { kind: 'notification', plant } : undefined),
  run(cmms, { minutes, ...input }) {
    const { plant, workCentre, from, to, reason } = input
    if (!cmms.plants.includes(plant)) {
      const known = cmms.plants.join(', ')
      return refused('UNKNOWN_PLANT', `There is no plant ${plant}; there is ${known}.`, { plant, known: cmms.plants })
    }
    if (!cmms.machineAt(plant, workCentre))
      return refused('UNKNOWN_EQUIPMENT', `Plant ${plant} has no machine at work centre ${workCentre}.`, { plant, workCentre })
    const references = referencesOf(input)
    const stop = { plant, workCentre, from, to, minutes: minutesOf(minutes), ...(reason !== undefined && { reason }) }
    const { number: notification, effects } = cmms.create(stop, references)
    const result = { document: notification, status: 'posted', references, notification }
    return { result, effects, made: notification }
  },
}

const closed = refusal(422, ['NOTIFICATION_CLOSED'], 'It was cancelled.', 'Notification 10000001 was cancelled.', {
  notification: '10000001',
})

const change: Operation<Cmms, ChangeInput> = {
  id: 'notification.change',
  http: { method: 'PUT', path: '/notifications/{notification}' },
  posts: true,
  dedupe: 'natural',
  title: 'Change a notification',
  description: 'A stop went on: the notification says so. Repeating it changes nothing and is answered alike.',
  parameters: [number],
  body: {
    required: true,
    description: 'What it says from now on.',
    schema: 'NotificationChange',
    examples: { longer: { summary: 'The stop went on', value: { to: example.to, minutes: 16, reference: 'MD-000003' } } },
  },
  success: success(200, 'It says so now, or said so already.', 'Notification', { ...shownExample, references: ['MD-000002'] }),
  refusals: [unknownNotification, closed],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(cmms, { notification, minutes, ...input }) {
    const document = openOne(cmms, notification)
    if ('refused' in document) return document
    const before = cmms.stopOf(notification)
    if (!before || document.reversedBy)
      return refused('NOTIFICATION_CLOSED', `Notification ${notification} was cancelled.`, { notification, status: 'cancelled' })
    const { from = before.from, to = before.to, reason = before.reason } = input
    const stop = { ...before, from, to, minutes: minutesOf(minutes), ...(reason !== undefined && { reason }) }
    const effects = cmms.change(document, stop, referencesOf(input))
    return { result: viewOf(cmms, document), effects }
  },
}

const cancel: Operation<Cmms, ReferencedInput & { readonly notification: string }> = {
  ...post('/notifications/{notification}/cancellation'),
  id: 'notification.cancel',
  dedupe: 'natural',
  title: 'Take a notification back',
  description: 'It was told by mistake. Repeating it changes nothing and is answered alike.',
  parameters: [number],
  body: {
    required: false,
    description: 'Why.',
    schema: 'NotificationCancel',
    examples: { mistake: { summary: 'It was no stop', value: { reason: 'planned', reference: 'MD-000002' } } },
  },
  success: success(200, 'It is cancelled, or was already.', 'Notification', {
    ...shownExample,
    status: 'reversed',
    references: ['MD-000002'],
    reversedBy: '10000002',
  }),
  refusals: [unknownNotification],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(cmms, input) {
    const document = openOne(cmms, input.notification)
    if ('refused' in document) return document
    const effects = document.reversedBy ? [] : cmms.cancel(document, referencesOf(input))
    return { result: viewOf(cmms, document), effects }
  },
}

interface Wanted {
  readonly reference?: string
  readonly plant?: string
  readonly workCentre?: string
}

const query: Operation<Cmms, Wanted> = {
  ...get('/notifications'),
  id: 'notification.query',
  title: 'Find notifications',
  description:
    'By external reference: the way to find out whether a call in doubt was done. By work centre: whether a stop is told already. Works ' +
    'in every dedupe mode.',
  parameters: [
    { name: 'reference', in: 'query', schema: name('Notifications with this external reference, open or cancelled.') },
    { name: 'plant', in: 'query', schema: name('Notifications of this plant.') },
    { name: 'workCentre', in: 'query', schema: name('Notifications of this work centre.') },
  ],
  success: success(200, 'What was found; an empty list means that nothing is there.', 'NotificationList', {
    items: [{ ...shownExample, references: ['MD-000002'] }],
  }),
  tells({ reference, plant, workCentre }) {
    const dims = { ...(plant !== undefined && { plant }), ...(workCentre !== undefined && { workCentre }) }
    return { ...(reference !== undefined && { keys: [reference] }), ...(Object.keys(dims).length > 0 && { dims }) }
  },
  run(cmms, { reference, plant, workCentre }) {
    const found = cmms.ledger.documents({ kind: 'notification', ...(reference !== undefined && { reference }) }).filter((document) => {
      const stop = cmms.stopOf(document.number)
      return stop !== undefined && [undefined, stop.plant].includes(plant) && [undefined, stop.workCentre].includes(workCentre)
    })
    const documents = found.slice(-limits.documents_list_count_max)
    const omitted = found.length - documents.length
    const settles = [...new Set([...(reference === undefined ? [] : [reference]), ...documents.flatMap(({ references }) => references)])]
    return {
      result: { items: documents.map((document) => viewOf(cmms, document)), ...(omitted > 0 && { omitted }) },
      settles: settles.slice(0, limits.keys_per_call_count_max),
    }
  },
}

const read: Operation<Cmms, { readonly notification: string }> = {
  ...get('/notifications/{notification}'),
  id: 'notification.read',
  title: 'Read a notification',
  description: 'One notification.',
  parameters: [number],
  success: success(200, 'The notification.', 'Notification', { ...shownExample, references: ['MD-000002'] }),
  refusals: [unknownNotification],
  run(cmms, { notification }) {
    const document = openOne(cmms, notification)
    return 'refused' in document ? document : { result: viewOf(cmms, document), settles: document.references }
  },
}

const machines: Operation<Cmms, { readonly plant?: string; readonly workCentre?: string }> = {
  ...get('/equipment'),
  id: 'equipment.query',
  title: 'Find machines',
  description: 'Which machine is at which work centre, and when maintenance wants to hear of it.',
  parameters: [
    { name: 'plant', in: 'query', schema: name('Machines of this plant.') },
    { name: 'workCentre', in: 'query', schema: name('Machines at this work centre.') },
  ],
  success: success(200, 'The machines.', 'EquipmentList', {
    items: [{ equipment: 'EQ-12', ...machine, notifyAboveMinutes: 10, mergeGapSeconds: 0 }],
  }),
  run: (cmms, { plant, workCentre }) => ({
    result: {
      items: cmms.equipment
        .filter((each) => [undefined, each.plant].includes(plant) && [undefined, each.workCentre].includes(workCentre))
        .map(({ notifyAbove_min, mergeGap_s, ...each }) => ({ ...each, notifyAboveMinutes: notifyAbove_min, mergeGapSeconds: mergeGap_s })),
    },
  }),
}

export const operations: readonly Operation<Cmms, never>[] = [create, change, cancel, query, read, machines]
