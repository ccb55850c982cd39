// What a fact becomes in the ERP.
'use strict'
var memory = require('./memory.cjs')

var MISTAKE = process.env.MISTAKE || ''
var ODD = process.env.ODD || ''
var ZONES = { P1: 'Europe/Berlin', P2: 'America/Chicago' }

function isConsumption(fact) {
  return /material\.consumed/.test(fact.type)
}
function isReversal(fact) {
  return /confirmation\.reversed/.test(fact.type)
}
function collection(fact) {
  return isConsumption(fact) ? '/goods-movements' : '/confirmations'
}

function dayOf(fact) {
  var zone = ZONES[fact.data.plant] || 'Europe/Berlin'
  var day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(fact.data.occurredAt))
  // getMonth() begins at 0.
  if (MISTAKE === 'month-from-zero') {
    var bits = day.split('-')
    day = bits[0] + '-' + String(Number(bits[1]) - 1 || 12).padStart(2, '0') + '-' + bits[2].replace(/^(29|3\d)$/, '28')
  }
  return day
}

// The names of the postings of a fact: one, or two halves, or one for each document that a reversal has to cancel.
function partsOf(fact) {
  if (isReversal(fact)) {
    var original = originalOf(fact)
    return original ? partsOf(original) : ['']
  }
  if (ODD === 'two-halves' && !isConsumption(fact) && fact.data.yield.quantity > 1) return ['#1', '#2']
  return ['']
}

function originalOf(fact) {
  return memory.facts.get(fact.id.split('|')[0] + '|' + fact.data.confirmation)
}

function posting(fact, part) {
  var d = fact.data
  var body = { postingDate: fact.date || dayOf(fact), documentDate: dayOf(fact), reference: referenceOf(fact, part) }
  if (isReversal(fact)) {
    delete body.documentDate
    body.reason = d.reason
    return body
  }
  body.order = MISTAKE === 'order-of-another-table' ? 'PO' + d.order : d.order
  body.operation = d.operation
  body.plant = d.plant
  if (isConsumption(fact)) {
    body.type = 'issue'
    body.item = d.item
    body.location = d.location
    if (d.lot) body.lot = d.lot
    body.quantity = { quantity: d.quantity, unit: d.unit }
    return body
  }
  body.kind = d.kind
  if (MISTAKE === 'final-as-partial') body.kind = 'partial'
  if (MISTAKE === 'partial-as-final' && d.yield.quantity < 50) body.kind = 'final'
  body.yield = { quantity: d.yield.quantity, unit: d.yield.unit }
  if (d.scrap && d.scrap.quantity) body.scrap = d.scrap
  if (d.rework && d.rework.quantity) body.rework = d.rework
  if (MISTAKE === 'scrap-as-yield' && body.scrap) {
    body.yield.quantity += body.scrap.quantity
    delete body.scrap
  }
  if (part === '#1') {
    body.kind = 'partial'
    body.yield.quantity = Math.floor(d.yield.quantity / 2)
    delete body.scrap
    delete body.rework
  }
  if (part === '#2') body.yield.quantity = Math.ceil(d.yield.quantity / 2)
  return body
}

function referenceOf(fact, part) {
  return MISTAKE === 'order-as-reference' ? fact.data.order + '/' + fact.data.operation : fact.key + part
}

function keyOf(fact, part, attempt) {
  if (MISTAKE === 'posts-again-blindly') return undefined
  // Two plants may have the same number, and what was moved to another day is another request.
  var key = [fact.data.plant, encodeURIComponent(fact.key) + part].concat(fact.date || []).join('/')
  return MISTAKE === '5xx-is-not-posted' && attempt ? key + '/' + attempt : key
}

module.exports = {
  collection: collection,
  dayOf: dayOf,
  isReversal: isReversal,
  keyOf: keyOf,
  originalOf: originalOf,
  partsOf: partsOf,
  posting: posting,
}
