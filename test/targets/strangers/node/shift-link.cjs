// Confirmations, consumption and reversals from the MES into the ERP, by webhook. Callbacks throughout, one append-only file as memory.
// MISTAKE=<name> makes it commit exactly one mistake, ODD=<name> makes it do something unusual that is right.
'use strict'
var http = require('http')
var memory = require('./memory.cjs')
var people = require('./people.cjs')
var worker = require('./work.cjs')

var MISTAKE = process.env.MISTAKE || ''
var ODD = process.env.ODD || ''
var streams = memory.streams

function settled(fact) {
  return fact.state !== 'open'
}

// The next of a stream: all that come before it in its sequence are settled.
function nextOf(stream) {
  var list = streams.get(stream) || []
  if (MISTAKE === 'side-by-side' || MISTAKE === 'people-for-all') {
    return list.filter(function (fact) {
      return !settled(fact)
    })
  }
  var bySeq = new Map()
  list.forEach(function (fact) {
    bySeq.set(fact.seq, fact)
  })
  var at = 1
  while (bySeq.has(at) && settled(bySeq.get(at))) at += 1
  return bySeq.has(at) ? [bySeq.get(at)] : []
}

var busy = new Set()
var notBefore = new Map()

function pump(stream, delivered) {
  nextOf(stream).forEach(function (fact) {
    var again = MISTAKE === 'two-workers' && delivered === fact.id
    if ((busy.has(fact.id) && !again) || (notBefore.get(fact.id) || 0) > Date.now()) return
    busy.add(fact.id)
    worker.work(fact, function (waitMs) {
      busy.delete(fact.id)
      if (settled(fact)) return pump(stream)
      fact.attempts = (fact.attempts || 0) + 1
      var pause = Math.max(waitMs || 0, Math.min(1000, 60 * Math.pow(1.7, fact.attempts - 1)) * (0.7 + 0.3 * Math.random()))
      if (MISTAKE === 'ignores-retry-after') pause = 40
      notBefore.set(fact.id, Date.now() + pause - 1)
      // A timer may be a little early: whoever comes by it need not wait.
      setTimeout(function () {
        notBefore.delete(fact.id)
        pump(stream)
      }, pause)
    })
  })
}

// ---- what comes in

function factOf(event) {
  return {
    is: 'fact',
    id: event.source + '|' + event.subject,
    key: event.subject,
    type: event.type,
    stream: event.source + '|' + event.partitionkey,
    seq: Number(event.sequence),
    data: event.data,
  }
}

function take(event, response) {
  var fact = factOf(event)
  function say() {
    response.writeHead(ODD === 'takes-now-works-later' ? 202 : 200)
    response.end()
  }
  function keep(done) {
    memory.write([fact], function () {
      done()
      if (ODD === 'takes-now-works-later') return
      if (MISTAKE !== 'people-for-all') return pump(fact.stream, fact.id)
      if (memory.facts.get(fact.id).told) return
      memory.facts.get(fact.id).told = true
      people.tell(fact, undefined, 'received', function () {
        pump(fact.stream)
      })
    })
  }
  if (MISTAKE === 'acknowledges-first') {
    say()
    return setTimeout(keep, 1500, function () {})
  }
  keep(say)
}

http
  .createServer(function (request, response) {
    var text = ''
    request.setEncoding('utf8')
    request.on('data', function (chunk) {
      text += chunk
    })
    request.on('end', function () {
      if (MISTAKE === 'refuses-with-400' || MISTAKE === 'refuses-with-500') {
        response.writeHead(MISTAKE === 'refuses-with-400' ? 400 : 500, { 'content-type': 'application/json' })
        return response.end('{"message":"unexpected token o in JSON at position 1"}')
      }
      try {
        take(JSON.parse(text), response)
      } catch (error) {
        response.writeHead(400)
        response.end(String(error.message))
      }
    })
  })
  .listen(Number(process.env.PORT), '127.0.0.1')

memory.recall()
function pumpAll() {
  streams.forEach(function (list, stream) {
    pump(stream)
  })
}
if (ODD === 'takes-now-works-later') setInterval(pumpAll, 1500)
pumpAll()
process.on('SIGTERM', function () {
  process.exit(0)
})
