// One try of one fact: look, post, understand the answer, tell people.
'use strict'
var memory = require('./memory.cjs')
var wire = require('./wire.cjs')
var people = require('./people.cjs')
var postings = require('./postings.cjs')

var MISTAKE = process.env.MISTAKE || ''
var ODD = process.env.ODD || ''
var ERP = process.env.MFGSYNC_ERP_URL
var write = memory.write
var call = wire.call
var escaped = wire.escaped
var passing = [401, 403, 408, 423, 429]

function passes(status, error) {
  return status === 0 || status >= 500 || passing.indexOf(status) >= 0 || error.code === 'CONFLICT'
}

// done(waitMs) when the fact is settled or has to wait.
function work(fact, done) {
  if (fact.batch) return workBatch(fact, done)
  if (ODD === 'batches') {
    var run = runFrom(fact)
    if (run.length > 1) {
      var ids = run.map(function (each) {
        return each.id
      })
      return write([{ is: 'batch', id: fact.id, ids: ids }], function () {
        workBatch(fact, done)
      })
    }
  }
  if (postings.isReversal(fact) && postings.originalOf(fact) && postings.originalOf(fact).state === 'people') return withdraw(fact, done)
  var parts = postings.partsOf(fact)
  function next(index) {
    if (index === parts.length) return settle(fact, 'posted', done)
    workPart(fact, parts[index], function (ok, waitMs) {
      if (ok) next(index + 1)
      else done(waitMs)
    })
  }
  next(0)
}

// done(true) when this part is posted.
function workPart(fact, part, done) {
  if (fact.docs[part] !== undefined) return done(true)
  var look = fact.tried[part] || MISTAKE === 'two-workers'
  if (['posts-again-blindly', '5xx-is-not-posted', 'own-duplicate-is-a-reason'].indexOf(MISTAKE) >= 0) look = false
  if (!look) return post(fact, part, done)
  lookUp(fact, fact.key + part, function (known, document) {
    if (!known) return done(false)
    if (document === undefined) return post(fact, part, done)
    write([{ is: 'document', id: fact.id, part: part, document: document }], function () {
      done(true)
    })
  })
}

// done(known, document)
function lookUp(fact, reference, done) {
  // Two plants may have the same number.
  var query = '?reference=' + escaped(reference) + '&plant=' + escaped(fact.data.plant)
  call('GET', ERP + postings.collection(fact) + query, undefined, undefined, function (status, answer) {
    if (status !== 200 || !answer.items) return done(false)
    done(true, answer.items.length > 0 ? answer.items[0].document : undefined)
  })
}

function urlOf(fact, part, done) {
  if (!postings.isReversal(fact)) return done(ERP + postings.collection(fact))
  var original = postings.originalOf(fact)
  var document = original && original.docs[part]
  if (document !== undefined) return done(ERP + '/confirmations/' + escaped(document) + '/reversal')
  lookUp({ type: '', data: fact.data }, fact.data.confirmation + part, function (known, found) {
    done(found === undefined ? undefined : ERP + '/confirmations/' + escaped(found) + '/reversal')
  })
}

function post(fact, part, done) {
  urlOf(fact, part, function (url) {
    // The original of a reversal is not there yet.
    if (url === undefined) return done(false, 300)
    write([{ is: 'tried', id: fact.id, part: part }], function () {
      var key = postings.keyOf(fact, part, fact.attempts)
      call('POST', url, postings.posting(fact, part), key, function (status, answer, retryAfter) {
        understand(fact, part, status, answer, retryAfter, done)
      })
    })
  })
}

function understand(fact, part, status, answer, retryAfter, done) {
  var error = answer.error || {}
  var duplicate = error.code === 'DUPLICATE_REFERENCE' || error.code === 'ALREADY_REVERSED'
  if (MISTAKE === 'own-duplicate-is-a-reason') duplicate = false
  if (MISTAKE === '5xx-is-posted' && status >= 500) duplicate = true
  if ((status >= 200 && status < 300) || duplicate) {
    var document = answer.document || error.document || '?'
    return write([{ is: 'document', id: fact.id, part: part, document: document }], function () {
      done(true)
    })
  }
  if (passes(status, error)) return done(false, retryAfter)
  if (error.code === 'PERIOD_CLOSED' && error.nextOpenDate && fact.date !== error.nextOpenDate && MISTAKE !== 'month-from-zero') {
    return write([{ is: 'date', id: fact.id, date: error.nextOpenDate }], function () {
      done(false, 1)
    })
  }
  if (error.code === 'ORDER_NOT_RELEASED') return untilReleased(fact, done)
  handOver(fact, error.code, error.message || 'HTTP ' + status, done)
}

// Asks about the order, and posts again only once that has changed.
function untilReleased(fact, done) {
  var url = ERP + '/production-orders/' + escaped(fact.data.order) + '?plant=' + escaped(fact.data.plant)
  call('GET', url, undefined, undefined, function (status, order) {
    if (status === 200 && order.status !== 'created') return done(false, 1)
    setTimeout(untilReleased, 250, fact, done)
  })
}

function settle(fact, state, done) {
  write([{ is: 'state', id: fact.id, state: state }], function () {
    if (MISTAKE === 'people-for-all') return people.close(fact, fact.key, 'posted', 'It is posted.', done)
    done()
  })
}

function handOver(fact, code, reason, done) {
  people.tell(fact, code, reason, function (told) {
    if (!told) return done(false)
    write([{ is: 'state', id: fact.id, state: 'people' }], function () {
      done(false)
    })
  })
}

// The original never reached the ERP, and now never shall: the pair is nothing, and people need not look at it.
function withdraw(fact, done) {
  people.close(fact, fact.data.confirmation, 'discarded', 'Cancelled by ' + fact.key, function () {
    write([{ is: 'state', id: fact.id, state: 'void' }], done)
  })
}

// ---- several facts in one posting

function runFrom(first) {
  var bySeq = new Map()
  memory.streams.get(first.stream).forEach(function (fact) {
    bySeq.set(fact.seq, fact)
  })
  var run = []
  for (var at = first.seq; bySeq.has(at) && run.length < 50; at += 1) {
    var fact = bySeq.get(at)
    var alike = fact.type === first.type && fact.data.operation === first.data.operation && postings.dayOf(fact) === postings.dayOf(first)
    if (fact.state !== 'open' || !alike || !/confirmation\.reported/.test(fact.type) || fact.tried['']) break
    run.push(fact)
    if (fact.data.kind === 'final') break
  }
  return run
}

function workBatch(first, done) {
  var run = []
  memory.facts.forEach(function (fact) {
    if (fact.batch === first.id) run.push(fact)
  })
  // They may have come in another order.
  run.sort(function (one, other) {
    return one.seq - other.seq
  })
  function all(is, more) {
    return run.map(function (fact) {
      return Object.assign({ is: is, id: fact.id }, more)
    })
  }
  function end(document) {
    write(all('document', { part: '', document: document }).concat(all('state', { state: 'posted' })), done)
  }
  function go() {
    var last = run[run.length - 1]
    var body = postings.posting(first, '')
    body.kind = last.data.kind
    delete body.reference
    body.references = run.map(function (fact) {
      return fact.key
    })
    ;['yield', 'scrap', 'rework'].forEach(function (measure) {
      var sum = run.reduce(function (total, fact) {
        return total + ((fact.data[measure] && fact.data[measure].quantity) || 0)
      }, 0)
      if (sum || measure === 'yield') body[measure] = { quantity: sum, unit: first.data.yield.unit }
    })
    write([{ is: 'tried', id: first.id, part: '' }], function () {
      var key = encodeURIComponent(first.key) + '+' + run.length
      call('POST', ERP + '/confirmations', body, key, function (status, answer, retryAfter) {
        var error = answer.error || {}
        if ((status >= 200 && status < 300) || error.code === 'DUPLICATE_REFERENCE') return end(answer.document || error.document)
        if (passes(status, error)) return done(retryAfter)
        // Refused together: each for itself.
        write(all('single'), function () {
          done(1)
        })
      })
    })
  }
  if (!first.tried['']) return go()
  lookUp(first, first.key, function (known, document) {
    if (!known) return done()
    if (document === undefined) return go()
    end(document)
  })
}

module.exports = { work: work }
