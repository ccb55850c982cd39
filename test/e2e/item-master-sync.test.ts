import { describeEndOf } from './support/ends.js'

describeEndOf('item-master-sync')
