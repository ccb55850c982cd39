import assert from 'node:assert/strict'
import { rowsOf, type Ended } from './contract.ts'

export function itemMasterSync({ stateOf, writtenIn }: Ended): void {
  for (const system of ['erp', 'mes', 'wms']) {
    const written = writtenIn(system)
    const group = (item: string, name: string): string => written[`item:/${item}`]?.[name] ?? ''
    assert.match(group('C1', 'core'), /^Seal, 25 mm \(purchased\) in EA.* \(version 3\)$/, system)
    assert.match(group('C1', 'units'), /1 BOX = 24; 1 KG = 250 \(version [23]\)$/, system)
    assert.match(group('GL-1', 'core'), /^Adhesive, cold .* \(version 1\)$/, system)
    assert.match(group('C9', 'core'), /lots, inspection \(version 1\)$/, system)
  }
  const received = rowsOf(stateOf('erp'), 'stock').find(({ item, location }) => item === 'C1' && location === 'RC01')
  assert.equal(received?.['quantity'], '240')
}
