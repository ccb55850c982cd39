// T26: its store lies outside the run (STORE_FILE) and is never emptied, so it remembers what earlier runs posted.
import { run } from '../../../examples/reference/run.js'

const database = process.env.STORE_FILE
if (!database) throw new Error('STORE_FILE is not set: it must be the path of the database.')
await run({ settings: { database } })
