// What a shop floor sets off elsewhere, as everybody writes it first.
export const shopFloor = {
  // "Released is released: the shop floor can begin."
  'erp.production-order.released': async ({ subject, data }, tools) => {
    const { plant, order, item, revision, quantity, unit } = data
    const body = { item, revision, quantity: { quantity, unit }, status: 'running', reference: subject }
    await tools.put('mes', `/production-orders/${order}?plant=${plant}`, body)
  },
  // "Longer than ten minutes: tell maintenance."
  'mes.downtime.recorded': async ({ subject, data }, tools) => {
    const { plant, workCentre, from, to, minutes, reason } = data
    if (minutes <= 10) return
    await tools.post('cmms', '/notifications', { plant, workCentre, from, to, minutes, reason, reference: subject })
  },
}

// "Then tell quality. What is cancelled in the ERP is cancelled."
export async function tellQuality({ type, subject, data }, tools) {
  if (!type.includes('confirmation.reported') || data.scrap.quantity === 0) return
  const { plant, order, operation, scrap } = data
  const { item } = await tools.get('erp', `/production-orders/${order}?plant=${plant}`)
  const quantity = { quantity: scrap.quantity, unit: scrap.unit }
  await tools.post('qms', '/nonconformances', { plant, order, operation, item, quantity, reason: scrap.reason, reference: subject })
}
