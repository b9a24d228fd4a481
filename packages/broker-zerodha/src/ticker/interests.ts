import { type TickMode, tickModes } from './modes.ts'

/** Who wants how much of which instrument, counted. */
export interface Interests {
  add(token: number, mode: TickMode): void
  remove(token: number, mode: TickMode): void
  /** The most that anybody wants of it; `undefined` where nobody wants it. */
  modeOf(token: number): TickMode | undefined
}

export function createInterests(): Interests {
  /** How often each is wanted, in the order of the modes. */
  const counts = new Map<number, number[]>()
  return {
    add(token, mode) {
      const wanted = counts.get(token) ?? tickModes.map(() => 0)
      wanted[tickModes.indexOf(mode)]!++
      counts.set(token, wanted)
    },
    remove(token, mode) {
      const wanted = counts.get(token)
      if (wanted === undefined) return
      wanted[tickModes.indexOf(mode)]!--
      if (wanted.every((count) => count === 0)) counts.delete(token)
    },
    modeOf(token) {
      const most = counts.get(token)?.findLastIndex((count) => count > 0)
      return most === undefined ? undefined : tickModes[most]
    },
  }
}
