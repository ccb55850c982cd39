import { documentFields, postedFields, referenceFields } from '../shared/posting.js'
import { entries, list, name, number, object, oneOf, text, wholeNumber, type Schema } from '../shared/schema.js'

/** A stop, as the examples have it. */
export const stop = {
  plant: 'P1',
  workCentre: 'WC-12',
  from: '2026-03-02T07:10:00.000+01:00',
  to: '2026-03-02T07:21:00.000+01:00',
  minutes: 11,
}

const instant = (description: string): Schema => text(description, { format: 'date-time', maxLength: 40 })
const minutes: Schema = { type: 'number', exclusiveMinimum: 0, maximum: 1e9, description: 'How long it was, in minutes.' }
const reason = text('Why it stopped.', { maxLength: 2000 })

const notification: Readonly<Record<string, Schema>> = {
  ...documentFields,
  plant: text('Plant.'),
  workCentre: text('Work centre that stopped.'),
  equipment: text('Its machine.'),
  from: text('Since when.', { format: 'date-time' }),
  to: text('Until when.', { format: 'date-time' }),
  minutes: number('How long it was, in minutes.'),
  'reason?': text('Why it stopped.'),
}

export const schemas: Readonly<Record<string, Schema>> = {
  Equipment: object('A machine, and when maintenance wants to hear of it.', {
    equipment: text('Machine.'),
    plant: text('Plant.'),
    workCentre: text('Work centre that it is at.'),
    notifyAboveMinutes: number('A stop that is longer than this is told; one that is just as long is not.'),
    mergeGapSeconds: number('Stops with no more than this between them are one.'),
  }),
  EquipmentList: entries('Machines.', 'Equipment'),
  NotificationCreate: object('A stop that maintenance has to look at.', {
    plant: name('Plant.', 'P1'),
    workCentre: name('Work centre that stopped.', 'WC-12'),
    from: instant('Since when.'),
    to: instant('Until when.'),
    minutes,
    'reason?': reason,
    ...referenceFields,
  }),
  NotificationChange: object('What the notification says from now on; what is left out stays as it is.', {
    'from?': instant('Since when.'),
    'to?': instant('Until when.'),
    minutes,
    'reason?': reason,
    ...referenceFields,
  }),
  NotificationCancel: object('Why it is taken back.', { 'reason?': reason, ...referenceFields }),
  NotificationPosted: object('It is there.', { ...postedFields, notification: text('Its number.') }),
  Notification: object('A notification as it is now.', { notification: text('Its number.'), ...notification }),
  NotificationList: entries('Notifications, oldest first.', 'Notification'),
}

/** What the refusals say besides code and message. */
export const details: Readonly<Record<string, Schema>> = {
  plant: text('Plant that it is about.'),
  workCentre: text('Work centre that it is about.'),
  notification: text('Notification that it is about.'),
  known: list('Those that there are.', { type: 'string' }),
  document: text('Document that it is about.'),
  reference: text('Reference that is taken.'),
  status: oneOf('Where the notification is.', ['open', 'cancelled']),
  minutes: wholeNumber('Minutes that it says.', 0),
}
