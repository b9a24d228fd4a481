import { type Stage, someRange } from './stage.ts'

/** Something that a provider can be asked, and what that is called. */
export interface Question {
  readonly what: string
  ask(signal?: AbortSignal): Promise<unknown>
}

/** What it can be asked that comes as prices. */
export function priceQuestionsOf({ provider, fixtures, instrument }: Stage): readonly Question[] {
  const bars: Question = {
    what: 'A question for bars',
    ask: (signal) => provider.fetchBars({ instrument, ...someRange(fixtures) }, signal),
  }
  const quotes: Question = {
    what: 'A question for quotes',
    ask: (signal) => provider.fetchQuotes!(fixtures.instruments, signal),
  }
  return provider.fetchQuotes === undefined ? [bars] : [bars, quotes]
}
