import { createIntegration } from './integration.js'
import { settingsFrom } from './settings.js'

/**
 * Starts an integration with the settings of the environment and stops it on SIGTERM and SIGINT.
 *
 * @param {object} [options]
 * @param {object} [options.parts] parts that replace the standard ones; see `integration.js`
 * @param {object} [options.settings] settings that replace those of the environment
 */
export async function run({ parts = {}, settings = {} } = {}) {
  const integration = createIntegration({ ...settingsFrom(process.env), ...settings }, parts)
  const stop = () => {
    integration.stop().then(
      () => process.exit(0),
      (error) => {
        console.error(`stopping failed: ${error.message}`)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  await integration.start()
}
