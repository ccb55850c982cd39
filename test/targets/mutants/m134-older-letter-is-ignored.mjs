// M134: ignores a rollback, because the revision that holds again is older than the one before.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ ignoresRollback: ({ from, to }) => to < from })
