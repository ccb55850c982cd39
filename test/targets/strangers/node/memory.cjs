// One append-only file: everything that this integration must not forget, a line each.
'use strict'
var fs = require('fs')
var path = require('path')

var MISTAKE = process.env.MISTAKE || ''
var FILE = path.join(process.env.MFGSYNC_STATE_DIR || '.', 'shift-link.log')

// id -> { id, key, type, stream, seq, data, state: open|posted|people|void, tried: {part: true}, docs: {part: number}, batch }
var facts = new Map()
var streams = new Map()
var out

function remember(entry) {
  var fact = facts.get(entry.id)
  if (entry.is === 'fact') {
    if (fact) return
    fact = { id: entry.id, key: entry.key, type: entry.type, stream: entry.stream, seq: entry.seq, data: entry.data }
    fact.state = 'open'
    fact.tried = {}
    fact.docs = {}
    facts.set(fact.id, fact)
    if (!streams.has(fact.stream)) streams.set(fact.stream, [])
    streams.get(fact.stream).push(fact)
  } else if (entry.is === 'tried') fact.tried[entry.part] = true
  else if (entry.is === 'document') fact.docs[entry.part] = entry.document
  else if (entry.is === 'state') fact.state = entry.state
  else if (entry.is === 'date') fact.date = entry.date
  else if (entry.is === 'batch') {
    entry.ids.forEach(function (id) {
      facts.get(id).batch = entry.id
    })
  } else if (entry.is === 'single') fact.batch = undefined
}

// One write after another; `done` once they are on the disk.
var waiting = []
var writing = false
function write(entries, done) {
  if (MISTAKE === 'memory-only') {
    entries.forEach(remember)
    return setImmediate(done)
  }
  waiting.push({ entries: entries, done: done })
  if (!writing) flush()
}
function flush() {
  var now = waiting.splice(0)
  var text = ''
  now.forEach(function (each) {
    each.entries.forEach(function (entry) {
      text += JSON.stringify(entry) + '\n'
    })
  })
  writing = true
  fs.write(out, text, function (error) {
    if (error) throw error
    fs.fsync(out, function (error) {
      if (error) throw error
      writing = false
      now.forEach(function (each) {
        each.entries.forEach(remember)
      })
      now.forEach(function (each) {
        each.done()
      })
      if (waiting.length > 0 && !writing) flush()
    })
  })
}

function recall() {
  var text = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8') : ''
  text.split('\n').forEach(function (line) {
    try {
      if (line) remember(JSON.parse(line))
    } catch {
      console.error('half a line, written when I died: ' + line)
    }
  })
  out = fs.openSync(FILE, 'a')
  if (text && text.slice(-1) !== '\n') fs.writeSync(out, '\n')
}

module.exports = { facts: facts, streams: streams, write: write, recall: recall }
