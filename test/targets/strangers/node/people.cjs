// Hands facts to people: at the desk, or in a file of JSON lines (ODD=people-by-file).
'use strict'
var fs = require('fs')
var path = require('path')
var wire = require('./wire.cjs')

var ODD = process.env.ODD || ''
var DESK = process.env.MFGSYNC_EXCEPTIONS_URL
var FILE = path.join(process.env.MFGSYNC_STATE_DIR || '.', 'for-people.jsonl')

function openOf(key, done) {
  wire.call('GET', DESK + '?status=open&fact=' + encodeURIComponent(key), undefined, undefined, function (status, answer) {
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
  var entry = { fact: fact.key, class: 'business', reason: reason, owner: 'shift lead' }
  if (code) entry.code = code
  if (ODD === 'people-by-file') return append(Object.assign({ exception: 'E-' + fact.key, status: 'open' }, entry), done)
  openOf(fact.key, function (items) {
    if (!items) return done(false)
    if (items.length > 0) return done(true)
    wire.call('POST', DESK, entry, 'people-' + encodeURIComponent(fact.key), function (status) {
      done(status === 201 || status === 200)
    })
  })
}

function close(key, resolution, reason, done) {
  if (ODD === 'people-by-file') {
    return append({ exception: 'E-' + key, fact: key, status: 'closed', resolution: resolution, reason: reason }, done)
  }
  openOf(key, function (items) {
    if (!items) return setTimeout(close, 200, key, resolution, reason, done)
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
