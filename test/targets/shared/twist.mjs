/** Puts other tasks in the place of those that a flow of the reference has. `twist(tasks, fact, context)` may use the right ones. */
export function twist(flow, other) {
  const right = flow.tasks.bind(flow)
  flow.tasks = (fact, context) => other(right, fact, context)
}

/** The same tasks, each changed; one that becomes nothing is left out. */
export function change(flow, changed) {
  twist(flow, async function* (right, fact, context) {
    for await (const task of right(fact, context)) {
      const mine = await changed(task, fact, context)
      if (mine) yield mine
    }
  })
}
