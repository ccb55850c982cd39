// An integration by another hand for goods, lots and the shop floor: it polls three feeds and remembers nothing between two lives.
import { floor } from './floor.mjs'
import { goods } from './goods.mjs'
import { run } from './work.mjs'

await run(['wms', 'qms', 'mes'], { ...goods, ...floor })
