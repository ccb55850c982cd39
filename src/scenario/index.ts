export {
  defaultScenarioDir,
  findScenario,
  listScenarios,
  newScenario,
  type FoundScenario,
  type NotFound,
  type ScenarioSummary,
} from './catalogue.js'
export { compile, type Compiled, type CompileOptions } from './compile.js'
export { checkYaml, renderDiagnostics, type CheckedYaml, type Diagnostic, type Report } from './diagnostics.js'
export type { FaultAddress, FaultInstance, FaultWindow } from './fault-instance.js'
export { mustReachKinds } from './must-reach.js'
export { sizes, variants, type Plan, type PlannedFact, type PlannedStep, type Size, type Variant } from './plan.js'
export { describeFaults, describeSteps, scenarioSchema, type VerbDescription } from './schema.js'
export { stepKinds } from './steps/index.js'
export { stormFaults, type TracedMessage } from './storm.js'
