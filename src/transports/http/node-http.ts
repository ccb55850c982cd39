/**
 * `node:http` without what an import of it brings along: to list its exports, an import reads them all, and some of them load the whole of
 * Node's own `fetch`, which takes longer than everything else here.
 */
export const nodeHttp = process.getBuiltinModule('node:http')
