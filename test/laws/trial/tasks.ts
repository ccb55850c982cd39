/** What a task says when it gives way: nothing, or what has to be true before it can go on. */
export type Pause = (() => boolean) | void
export type Work = Generator<Pause, void>

/** A task that was begun. */
export interface Begun {
  readonly name: string
  done: boolean
}

interface Task extends Begun {
  readonly work: Work
  wants: Pause
}

const stepsMax = 20_000

/** Several things that go on at once, one step of one of them at a time: which one, the numbers say. */
export class Tasks {
  readonly #open: Task[] = []

  begin(name: string, work: Work): Begun {
    const task: Task = { name, work, done: false, wants: undefined }
    this.#open.push(task)
    return task
  }

  /** To the end of all of them. Throws where none can go on: then whoever wrote them waits for what never comes. */
  run(choices: readonly number[]): void {
    for (let step = 0; this.#open.length > 0; step += 1) {
      const ready = this.#open.filter(({ wants }) => wants?.() ?? true)
      // Each third turn goes round, so that nobody waits for ever.
      const choice = step % 3 === 2 ? Math.floor(step / 3) : (choices[step % choices.length] ?? 0)
      const task = ready[choice % ready.length]
      if (step > stepsMax) throw new Error(`it never ends: ${this.#open.map(({ name }) => name).join(', ')}`)
      if (!task) throw new Error(`nothing can go on: ${this.#open.map(({ name }) => name).join(', ')}`)
      const { done, value } = task.work.next()
      task.wants = value ?? undefined
      if (done !== true) continue
      task.done = true
      this.#open.splice(this.#open.indexOf(task), 1)
    }
  }
}
