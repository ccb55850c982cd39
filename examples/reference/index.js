import { run } from './run.js'

// The program: the standard parts, the environment's settings, until somebody says stop.
await run()
