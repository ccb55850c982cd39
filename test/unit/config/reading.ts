import { readConfig, type Config } from '../../../src/cli/config.js'
import { renderDiagnostics } from '../../../src/scenario/diagnostics.js'

/** The config that a text means; fails with its mistakes. */
export function good(text: string): Config {
  const read = readConfig(text, '/plant/mfgsync.config.yaml')
  if ('diagnostics' in read) throw new Error(renderDiagnostics(read.diagnostics))
  return read.config
}

/** The mistakes of a text, as people see them. */
export function mistakes(text: string): string {
  const read = readConfig(text, 'mfgsync.config.yaml')
  return 'diagnostics' in read ? renderDiagnostics(read.diagnostics) : ''
}
