import type { Rounds } from './measure.ts'
import type { Section } from './section.ts'

/** What one contestant came to in one round. */
export interface Sample {
  readonly figures: Readonly<Record<string, number>>
  /** What it worked out, so that contestants can be held against each other. */
  readonly outcome: Float64Array
}

/** One of those that are compared. */
export interface Contestant {
  readonly name: string
  /** npm packages; where one is not installed, the contestant is not measured. */
  readonly needs: readonly string[]
  /** In how many of the rounds it takes part, the last ones, where one takes minutes. Default: all, and the one before. */
  readonly rounds?: number
  /** Called once in a process of its own, so what it takes to run is loaded here and not before. */
  measure(): Promise<Sample>
}

/** One thing that is measured: one section of the page. */
export interface Entry {
  readonly name: string
  /** What is measured, in a sentence. */
  readonly about: string
  readonly contestants: readonly Contestant[]
  /** @throws Error where contestants that should agree do not */
  check(samples: ReadonlyMap<string, Sample>): void
  report(rounds: Rounds): Pick<Section, 'goals' | 'tables' | 'notes'>
}
