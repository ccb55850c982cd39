// M221: the ERP waits for all approvals; the shop floor has the revision once it is complete.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () =>
  integrate({
    mayActivate: ({ complete, approvals }, system) => system === 'mes' || complete.requiredApprovals.every((role) => approvals.has(role)),
  })
