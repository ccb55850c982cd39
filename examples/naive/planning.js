// A plan, as everybody loads it first.
export const planning = {
  // "A page that was answered is there, and a plan that is there is in force."
  'plan.version.published': async ({ subject, data }, tools) => {
    const { version, rows, pages } = data
    const path = `/planning-versions/${version}`
    await tools.put('erp', path, { rows, pages, reference: subject })
    for (let page = 1; page <= pages; page += 1) {
      const { rows: read } = await tools.get('plan', `${path}/pages/${page}`)
      const own = read.map(({ quantity, unit, ...row }) => ({ ...row, quantity: { quantity, unit } }))
      await tools.put('erp', `${path}/pages/${page}`, { rows: own, reference: subject })
    }
    await tools.post('erp', `${path}/activation`, { reference: subject })
  },
}
