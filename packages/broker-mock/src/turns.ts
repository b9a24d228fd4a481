/**
 * Lets one event of the market happen at a time: one that an event brings about waits for its end.
 *
 * Should one throw, those that wait are forgotten with it.
 */
export type Turns = (event: () => void) => void

export function createTurns(): Turns {
  let waiting: (() => void)[] = []
  let running = false
  return (event) => {
    waiting.push(event)
    if (running) return
    running = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next()
    } finally {
      waiting = []
      running = false
    }
  }
}
