import { describeEndOf } from './support/ends.js'

describeEndOf('bom-revision-release')
