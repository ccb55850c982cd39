import { renderDiagnostics, type Diagnostic } from '../scenario/diagnostics.js'

/** All that is wrong with a file, as an error message. */
export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  return renderDiagnostics(diagnostics).trimEnd()
}
