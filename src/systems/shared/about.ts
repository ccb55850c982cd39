import { get, success, type Operation } from '../operation.js'
import { documentSummary } from './openapi.js'

type AboutOperation = Operation<unknown>

/** What a system says about itself: its operations and its document. Every system lists them. */
export function aboutOperations(system: string): readonly [AboutOperation, AboutOperation] {
  const first = { operation: 'operations.list', method: 'GET', path: '/', posts: false, dedupe: '-', title: 'List the operations' }
  return [
    {
      ...get('/'),
      about: true,
      id: 'operations.list',
      title: 'List the operations',
      description: 'What this system offers, for a first look with curl.',
      success: success(200, 'The operations.', 'OperationList', { system, items: [first] }),
      run: (_state, _input, { operations }) => ({
        result: { system, items: operations.map(({ id, ...rest }) => ({ operation: id, ...rest })) },
      }),
    },
    {
      ...get('/openapi.json'),
      about: true,
      id: 'openapi.read',
      title: 'This document',
      description: 'The OpenAPI document of this system.',
      success: { status: 200, description: 'The document.', ...documentSummary },
      run: (_state, _input, call) => ({ result: call.document() }),
    },
  ]
}
