export interface SaveStep {
  readonly save: string
  readonly text: string
}

export interface CommandStep {
  readonly line: string
  /** The code that it ends with. */
  readonly exit: number
  /** Why nobody can run it as it stands. */
  readonly why: string | undefined
}

/** What a reader does with a page: files that he saves, and commands that he types, in their order. */
export function stepsOf(markdown: string): readonly (SaveStep | CommandStep)[]
