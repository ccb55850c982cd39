import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { RandomStream } from '../chance/random.js'

/** Chance of the thread comes from a seed until the returned function is called. */
export function drawFrom(chance: RandomStream): () => void {
  const { random } = Math
  const { randomUUID, randomBytes } = crypto
  const { getRandomValues } = globalThis.crypto
  const webUuid = globalThis.crypto.randomUUID
  const fill = (bytes: Uint8Array): void => {
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = chance.int(256)
  }
  const uuid = (): `${string}-${string}-${string}-${string}-${string}` => {
    const bytes = new Uint8Array(16)
    fill(bytes)
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    const hex = Buffer.from(bytes).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
  Math.random = () => chance.float()
  crypto.randomUUID = uuid
  crypto.randomBytes = ((size: number, callback?: (error: Error | null, bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(size)
    fill(bytes)
    if (callback) process.nextTick(callback, null, bytes)
    return bytes
  }) as typeof crypto.randomBytes
  globalThis.crypto.randomUUID = uuid
  globalThis.crypto.getRandomValues = ((array: ArrayBufferView) => {
    fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return array
  }) as typeof getRandomValues
  syncBuiltinESMExports()
  return () => {
    Math.random = random
    crypto.randomUUID = randomUUID
    crypto.randomBytes = randomBytes
    globalThis.crypto.randomUUID = webUuid
    globalThis.crypto.getRandomValues = getRandomValues
    syncBuiltinESMExports()
  }
}
