import { targetError, type TargetError } from './error.js'

/** What a target is told of one system. */
export interface SystemAddress {
  /** Variable of its URL: `MFGSYNC_ERP_URL`. */
  readonly variable: string
  /** Its base URL, or that of the one collection that targets need. */
  readonly url: string
  /** Its wire format; absent where a collection says enough. */
  readonly dialect?: string
}

/** What a run tells its target; everything of it becomes environment variables. */
export interface ContractFacts {
  /** The simulated systems of the scenario. */
  readonly systems: readonly SystemAddress[]
  readonly port: number
  /** Absolute. */
  readonly stateDir: string
  readonly runId: string
  readonly seed: number
}

/** Where a target keeps what outlives a restart: each run has a folder of its own, so this tells its processes from all others. */
export const stateVariable = 'MFGSYNC_STATE_DIR'

/** Variable names that belong to the contract, for systems that are there and for those to come. */
const contractName = /^(PORT|MFGSYNC_(STATE_DIR|RUN_ID|SEED|HARNESS|[A-Z]+_URL|[A-Z]+_DIALECT))$/
const variable = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** The contract's variables with their values: what the design's table promises. */
export function contractVariables(facts: ContractFacts): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const { variable: name, url, dialect } of facts.systems) {
    variables[name] = url
    if (dialect !== undefined) variables[name.replace(/_URL$/, '_DIALECT')] = dialect
  }
  return {
    ...variables,
    PORT: String(facts.port),
    [stateVariable]: facts.stateDir,
    MFGSYNC_RUN_ID: facts.runId,
    MFGSYNC_SEED: String(facts.seed),
  }
}

/** True for a name that only the contract may set. */
export function isContractName(name: string): boolean {
  return contractName.test(name)
}

/**
 * Fills `${NAME}` in from the contract's variables alone; anything else stays as it is, because a command may well mean another program's
 * variable. `$${NAME}` stays as `${NAME}`.
 */
export function fillContract(text: string, contract: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, escaped: string, name: string) => (escaped === '$' ? whole.slice(1) : (contract[name] ?? whole)))
}

/** Names in `${…}` of a text, without the escaped ones. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(variable)].filter((match) => match[1] !== '$').map((match) => match[2] ?? '')
}

/**
 * The whole environment of a target: the user's own, without leftovers of an outer run and without colour settings that contradict each
 * other, the contract's variables, `NO_PROXY` extended by loopback, and the user's own names mapped from all of these.
 */
export function targetEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  contract: Readonly<Record<string, string>>,
  mapped: Readonly<Record<string, string>>,
): { readonly env: Readonly<Record<string, string>> } | { readonly error: TargetError } {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(user)) {
    if (value !== undefined && !(contractName.test(name) && name !== 'PORT')) env[name] = value
  }
  // Node warns on stderr if both are set, and bin/run.js sets FORCE_COLOR where the user set NO_COLOR.
  if (env['NO_COLOR'] !== undefined) delete env['FORCE_COLOR']
  Object.assign(env, contract)
  const noProxy = extendNoProxy(env['NO_PROXY'] ?? env['no_proxy'])
  env['NO_PROXY'] = noProxy
  env['no_proxy'] = noProxy
  const known = { ...env }
  for (const [name, template] of Object.entries(mapped)) {
    const missing = namesIn(template).find((used) => known[used] === undefined)
    if (missing !== undefined) {
      return {
        error: targetError(
          'bad-setting',
          `target.env.${name} uses \${${missing}}, which is not set; this run sets ${Object.keys(contract).sort().join(', ')}`,
        ),
      }
    }
    env[name] = fillContract(template, known)
  }
  return { env }
}

function extendNoProxy(value: string | undefined): string {
  const hosts = (value ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
  if (hosts.includes('*')) return hosts.join(',')
  if (!hosts.includes('127.0.0.1')) hosts.push('127.0.0.1')
  return hosts.join(',')
}
