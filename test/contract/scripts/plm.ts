import { itemEvent, released } from '../../unit/systems/plm-support.js'
import type { Script } from './script.js'

/** What it has told before it is asked. */
export const plmEvents = [itemEvent, ...released]

const acknowledged = { system: 'erp', plant: 'P1', id: 'B-1', version: 8 }

/** Requests to the PLM, written by hand. */
export const plmScript: Script = [
  ['GET /'],
  ['GET /openapi.json'],
  ['GET /?x=1'],
  ['GET /openapi.json?x=1'],
  ['GET /nothing'],
  ['DELETE /publications'],
  ['GET /events'],
  ['GET /events?after=99'],
  ['GET /events?limit=0'],
  ['GET /items/C9'],
  ['GET /items/C9?version=1'],
  ['GET /items/C9?version=2'],
  ['GET /items/C9?version=x'],
  ['GET /items/X-1'],
  ['GET /revisions/FG-100'],
  ['GET /revisions/FG-100?part=lines'],
  ['GET /revisions/FG-100?part=feet'],
  ['GET /revisions/FG-100/8'],
  ['GET /revisions/FG-100/8?part=effectivity'],
  ['GET /revisions/FG-100/8?part=feet'],
  ['GET /revisions/FG-100/99'],
  ['GET /revisions/FG-100/eight'],
  ['GET /revisions/X-1'],
  ['GET /changes/ECO-000001'],
  ['GET /changes/ECO-9'],
  ['GET /changes/ECO-9?x=1'],
  ['GET /publications'],
  ['GET /publications?item=FG-100&publication=PP-000002'],
  ['GET /publications?x=1'],
  ['POST /publications/PP-000002/acknowledgements', acknowledged],
  ['POST /publications/PP-000002/acknowledgements', acknowledged],
  ['POST /publications/PP-000002/acknowledgements', { ...acknowledged, version: 'x' }],
  ['POST /publications/PP-9/acknowledgements', acknowledged],
  ['POST /publications/PP-9/acknowledgements', 'x'.repeat(9_000_000)],
  ['POST /publications/PP-9/acknowledgements', {}, { 'content-type': 'text/plain' }],
  ['GET /publications'],
]
