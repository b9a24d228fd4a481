import { at } from './clock-text.ts'

/** What happens to an account on the day, once or twice: its socket, its token, its process or its disk fails. */
export interface Turn {
  readonly kind: 'reconnect' | 'token' | 'crash' | 'disk'
  readonly time: number
}

const everyMinutes = 65

/** In any order, and so far from one another that each is one of its own. */
export function drawTurns(random: () => number): Turn[] {
  const left: Turn['kind'][] = ['reconnect', 'reconnect', 'token', 'crash', 'disk']
  return Array.from({ length: left.length }, (_, i) => {
    const [kind] = left.splice(Math.floor(random() * left.length), 1) as [Turn['kind']]
    return { kind, time: at(9, 30 + i * everyMinutes) + Math.floor(random() * 50 * 60_000) }
  })
}
