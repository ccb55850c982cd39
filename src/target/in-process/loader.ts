import { createRequire, registerHooks, type LoadFnOutput, type ResolveFnOutput } from 'node:module'
import { pathToFileURL } from 'node:url'

const scheme = 'mfgsync-life:'
const tag = 'mfgsync-life'
/** Where this product's own modules are, which are never loaded anew: in one folder, wherever in it this one has come to lie. */
const [own = import.meta.url] = /^.*\/(?:dist|build|src)\//.exec(import.meta.url) ?? []
const loadedHook = Symbol.for('mfgsync.module-loaded')

/** What a module of a target may give to whoever runs it in process; checked where it is used. */
export type ModuleExports = Readonly<Record<string, unknown>>

let lives = 0
let hooked = false
const entries = new Map<string, string>()

/**
 * Imports a module and everything of the target's that it imports anew, so that nothing of what an earlier life kept in a module is there;
 * packages from `node_modules` are shared. Resolves when the module has run to its end, which a program with a loop at its top never does.
 * @param onLoaded called once all files are read, before the first of them runs.
 */
export async function importAnew(path: string, onLoaded: () => void): Promise<ModuleExports> {
  hook()
  forgetCommonJs()
  lives += 1
  const life = String(lives)
  entries.set(life, pathToFileURL(path).href)
  Reflect.set(globalThis, loadedHook, onLoaded)
  const loaded = (await import(`${scheme}${life}`)) as { readonly target: ModuleExports }
  return loaded.target
}

/** The entry imports a marker first: modules run in the order of their imports, and only once all of them are there. */
function entryOf(life: string): string {
  return `import '${scheme}loaded/${life}'\nimport * as target from '${entries.get(life) ?? ''}?${tag}=${life}'\nexport { target }\n`
}

function hook(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, next): ResolveFnOutput {
      if (specifier.startsWith(scheme)) return { url: specifier, format: 'module', shortCircuit: true }
      const found = next(specifier, context)
      const life = lifeOf(context.parentURL)
      return life !== undefined && isTargets(found.url) ? { ...found, url: tagged(found.url, life) } : found
    },
    load(url, context, next): LoadFnOutput {
      if (!url.startsWith(scheme)) return next(url, context)
      const name = url.slice(scheme.length)
      const source = name.startsWith('loaded/') ? `globalThis[Symbol.for('mfgsync.module-loaded')]?.()` : entryOf(name)
      return { format: 'module', source, shortCircuit: true }
    },
  })
}

function lifeOf(parent: string | undefined): string | undefined {
  if (parent === undefined || !URL.canParse(parent)) return undefined
  return new URL(parent).searchParams.get(tag) ?? undefined
}

function isTargets(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(own)
}

function tagged(url: string, life: string): string {
  const parsed = new URL(url)
  parsed.searchParams.set(tag, life)
  return parsed.href
}

/** Modules of the older kind are kept by their file, whatever stands behind it. */
function forgetCommonJs(): void {
  const { cache } = createRequire(import.meta.url)
  for (const file of Object.keys(cache)) if (isTargets(pathToFileURL(file).href)) Reflect.deleteProperty(cache, file)
}
