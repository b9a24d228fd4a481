import type { Timestamp } from '@shagun/core'
import { type Figures, heightOf, measures, type ReadLimit, type RiskRung } from './limits.ts'

/** A limit that was passed. */
interface Trip {
  /** What the measure was; `undefined` where it had no figure. */
  readonly value: number | undefined
  readonly time: Timestamp
}

/** One limit, and whether it is armed. */
export interface Rail {
  readonly limit: ReadLimit
  trip: Trip | undefined
}

/**
 * Which limits have been passed, and how far up that leads. A limit trips once and stays so until it is armed again: a
 * warning by itself as soon as there is room again, everything above by hand.
 */
export interface Ladder {
  readonly rails: readonly Rail[]
  readonly rung: RiskRung
  /** @returns those that tripped just now */
  evaluate(figures: Figures, now: Timestamp): readonly Rail[]
  /** The journal says so. */
  trip(name: string, trip: Trip): void
  rearm(name: string): void
  /** Whether a limit has room enough to be armed again. */
  hasRoom(rail: Rail, figures: Figures): boolean
  reset(): void
}

const none: readonly Rail[] = []

export function createLadder(limits: readonly ReadLimit[]): Ladder {
  const rails: readonly Rail[] = limits.map((limit) => ({ limit, trip: undefined }))
  let rung: RiskRung = 'clear'

  function climb(): void {
    rung = 'clear'
    for (const { limit, trip } of rails)
      if (trip !== undefined && heightOf(limit.reaction) > heightOf(rung)) rung = limit.reaction
  }

  function set(name: string, trip: Trip | undefined): void {
    for (const rail of rails) if (rail.limit.name === name) rail.trip = trip
    climb()
  }

  function hasRoom({ limit }: Rail, figures: Figures): boolean {
    return measures[limit.measure](figures) < limit.rearmBelow
  }

  return {
    rails,
    get rung() {
      return rung
    },
    evaluate(figures, time) {
      let tripped: Rail[] | undefined
      let moved = false
      for (const rail of rails) {
        const { limit, trip } = rail
        if (trip !== undefined) {
          if (limit.reaction !== 'warn' || !hasRoom(rail, figures)) continue
          rail.trip = undefined
          moved = true
          continue
        }
        const value = measures[limit.measure](figures)
        // What is no number is not known to be within the limit.
        if (value < limit.at) continue
        rail.trip = { value: Number.isFinite(value) ? value : undefined, time }
        ;(tripped ??= []).push(rail)
        moved = true
      }
      if (moved) climb()
      return tripped ?? none
    },
    trip: (name, trip) => set(name, trip),
    rearm: (name) => set(name, undefined),
    hasRoom,
    reset() {
      for (const rail of rails) rail.trip = undefined
      climb()
    },
  }
}
