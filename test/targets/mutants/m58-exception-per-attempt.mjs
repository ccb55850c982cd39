// M58: it tries twice what the ERP refuses, and raises an exception each time without looking for an open one.
import { run } from '../../../examples/reference/run.js'

await run({
  parts: {
    async raise(fact, { class: kind, code, reason }, { settings }) {
      const body = JSON.stringify({ fact: fact.key, class: kind, code, reason, owner: settings.exceptionOwner })
      const post = () => fetch(settings.exceptionsUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      await post()
      await post()
    },
  },
})
