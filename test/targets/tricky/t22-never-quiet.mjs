// T22: polls the feed twenty times a second and sends heartbeats, for ever, also when there has been nothing to do for hours.
import { run } from '../../../examples/reference/run.js'

const heartbeat = () => {
  fetch(`${process.env.MFGSYNC_ERP_URL}/production-orders`, { signal: AbortSignal.timeout(1000) })
    .then(
      (response) => response.arrayBuffer(),
      () => undefined,
    )
    .catch(() => undefined)
}
setInterval(heartbeat, 200)

await run({ settings: { intake: 'feed', feedIntervalMs: 50 } })
