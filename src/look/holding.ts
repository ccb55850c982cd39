import type { Screen } from '../cli/screen.js'

/** A screen whose words wait until they are released: what is printed while a picture is drawn would be lost with it. */
export function holding(screen: Screen): { readonly screen: Screen; release(): void } {
  const held: (() => void)[] = []
  let isHeld = true
  const later = (say: (text: string) => void) => (text: string) => {
    if (isHeld) held.push(() => say(text))
    else say(text)
  }
  return {
    screen: { ...screen, write: later((text) => screen.write(text)), error: later((text) => screen.error(text)) },
    release: () => {
      isHeld = false
      for (const say of held.splice(0)) say()
    },
  }
}
