import type { IdentifierProfile, Identifiers } from './contract.js'
import { hostile } from './hostile.js'
import { padded } from './padded.js'
import { plain } from './plain.js'

export type { Identifiers, NamedKind } from './contract.js'

/** Every profile, the usual one first: the only list. */
export const identifierProfiles: readonly [IdentifierProfile, ...IdentifierProfile[]] = [plain, padded, hostile]

/** What chance has no part in. */
export const plainIdentifiers: Identifiers = plain.open()
