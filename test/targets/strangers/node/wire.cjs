// HTTP as a callback: done(status, body, retryAfterMs). Status 0: nobody knows what became of it.
'use strict'
var http = require('http')

var TIMEOUT = 1000
var agent = new http.Agent({ keepAlive: false })

function call(method, url, body, key, done) {
  var text = body === undefined ? undefined : JSON.stringify(body)
  var over = false
  function end(status, answer, after) {
    if (over) return
    over = true
    clearTimeout(timer)
    done(status, answer, after)
  }
  var options = { method: method, agent: agent, headers: {} }
  if (text !== undefined) {
    options.headers['content-type'] = 'application/json'
    options.headers['content-length'] = Buffer.byteLength(text)
  }
  if (key) options.headers['idempotency-key'] = key
  try {
    var request = http.request(url, options, function (response) {
      var chunks = []
      response.on('data', function (chunk) {
        chunks.push(chunk)
      })
      response.on('aborted', function () {
        end(0, {})
      })
      response.on('error', function () {
        end(0, {})
      })
      response.on('end', function () {
        var answer
        try {
          answer = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
        } catch {
          answer = {}
          if (response.statusCode < 300) return end(0, {})
        }
        end(response.statusCode, answer, 1000 * Number(response.headers['retry-after'] || 0))
      })
    })
  } catch (error) {
    // What is no URL: a stray character in it.
    console.error(method + ' ' + url + ': ' + error.message)
    return setImmediate(done, 0, {})
  }
  var timer = setTimeout(function () {
    request.destroy()
    end(0, {})
  }, TIMEOUT)
  request.on('error', function () {
    end(0, {})
  })
  request.end(text)
}

function escaped(text) {
  return process.env.MISTAKE === 'no-encoding' ? text : encodeURIComponent(text)
}

module.exports = { call: call, escaped: escaped }
