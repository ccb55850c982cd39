// Hands facts to people: at the desk, or in a file of JSON lines (ODD=people-by-file).
'use strict'
var fs = require('fs')
var path = require('path')
var wire = require('./wire.cjs')

var ODD = process.env.ODD || ''
var DESK = process.env.MFGSYNC_EXCEPTIONS_URL
var FILE = path.join(process.env.MFGSYNC_STATE_DIR || '.', 'for-people.jsonl')

// Two plants may have the same number.
function openOf(plant, key, done) {
  var query = '?status=open&plant=' + encodeURIComponent(plant) + '&fact=' + encodeURIComponent(key)
  wire.call('GET', DESK + query, undefined, undefined, function (status, answer) {
    done(status === 200 ? answer.items : undefined)
  })
}

function append(entry, done) {
  fs.appendFile(FILE, JSON.stringify(entry) + '\n', function (error) {
    if (error) console.error(error.message)
    done(!error)
  })
}

// done(true) once somebody is told.
function tell(fact, code, reason, done) {
  var plant = fact.data.plant
  var entry = { fact: fact.key, plant: plant, class: 'business', reason: reason, owner: 'shift lead' }
  if (code) entry.code = code
  if (ODD === 'people-by-file') return append(Object.assign({ exception: plant + '/' + fact.key, status: 'open' }, entry), done)
  openOf(plant, fact.key, function (items) {
    if (!items) return done(false)
    if (items.length > 0) return done(true)
    wire.call('POST', DESK, entry, plant + '/' + encodeURIComponent(fact.key) + '/people', function (status) {
      done(status === 201 || status === 200)
    })
  })
}

function close(fact, key, resolution, reason, done) {
  var plant = fact.data.plant
  if (ODD === 'people-by-file') {
    return append({ exception: plant + '/' + key, fact: key, plant: plant, status: 'closed', resolution: resolution, reason: reason }, done)
  }
  openOf(plant, key, function (items) {
    if (!items) return setTimeout(close, 200, fact, key, resolution, reason, done)
    function next(index) {
      if (index >= items.length) return done()
      var url = DESK + '/' + encodeURIComponent(items[index].exception) + '/close'
      wire.call('POST', url, { resolution: resolution, reason: reason }, undefined, function () {
        next(index + 1)
      })
    }
    next(0)
  })
}

module.exports = { tell: tell, close: close }
