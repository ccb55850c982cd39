import { readFileSync } from 'node:fs'
import { flowNames } from './names.js'
import { shipped } from './package-root.js'

/** An integration to begin with, and how it is started. */
export interface Starter {
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly target: string
  readonly flows: string
  readonly deliver: 'webhook'
  /** What has to be done once, before it can be started. */
  readonly first?: string
  /** How long it may take until it is ready, where that is longer than usual. */
  readonly ready_ms?: number
  /** Packages of Debian without which it does not run. */
  readonly packages: readonly string[]
}

interface StarterKind {
  readonly name: string
  /** One sentence for help. */
  readonly title: string
  /** Its files below examples/starters/NAME. */
  readonly files: readonly string[]
  readonly target: string
  readonly first?: string
  readonly ready_ms?: number
  readonly packages?: readonly string[]
}

/** The only list of them. Each can be read in five minutes, and posts what a confirmation asks for, once. */
export const starterKinds: readonly StarterKind[] = [
  {
    name: 'python',
    title: 'Write an integration in Python to begin with: its own library alone.',
    files: ['integration.py'],
    target: 'python3 integration.py',
    packages: ['python3'],
  },
  {
    name: 'express',
    title: 'Write an integration on Express to begin with.',
    files: ['integration.mjs'],
    target: 'node integration.mjs',
    first: 'npm install express',
  },
  {
    name: 'java',
    title: 'Write an integration in Java to begin with: the JDK alone, 17 or later.',
    files: ['Integration.java'],
    target: 'java Integration.java',
    packages: ['default-jdk-headless'],
    // It is compiled at every start.
    ready_ms: 60_000,
  },
]

export function starterFor(name: string | undefined): Starter | undefined {
  const kind = starterKinds.find((each) => each.name === name)
  if (!kind) return undefined
  const { files, target, first, ready_ms, packages = [] } = kind
  return {
    files: files.map((file) => ({ path: file, text: readFileSync(shipped(`examples/starters/${kind.name}/${file}`), 'utf8') })),
    target,
    // The first flow there is, and the plainest.
    flows: flowNames[0] ?? '',
    deliver: 'webhook',
    packages,
    ...(first !== undefined && { first }),
    ...(ready_ms !== undefined && { ready_ms }),
  }
}
