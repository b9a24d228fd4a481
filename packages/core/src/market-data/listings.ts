import { exchangeOf } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import { createSingleFlight } from '../resilience/single-flight.ts'
import { servesExchange } from './capability.ts'
import type { Question, Route } from './route.ts'

/** What is listed at an exchange, by the first source that lists it. */
export type FetchListed = (exchange: string, signal?: AbortSignal) => Promise<readonly Instrument[]>

/** A whole exchange is a large file. */
const patience = { attemptTimeoutMs: 60_000, deadlineMs: 120_000 }

const question: Question<string, readonly Instrument[]> = {
  ask: 'instruments',
  describe: (exchanges) => `instruments of ${exchanges.join(', ')}`,
  nameAt: ({ provider }, exchange) =>
    provider.fetchInstruments !== undefined && servesExchange(provider, exchange) ? exchange : undefined,
  async fetchFrom({ provider }, [exchange], signal) {
    const listed = await provider.fetchInstruments!(exchange!, signal)
    const value = listed.filter(({ id }) => exchangeOf(id) === exchange)
    const asOf = provider.environment.clock.now()
    // An exchange where nothing is listed is one that is not known, or a file that was cut off.
    const isDoubtful = value.length === 0
    return new Map([[exchange!, { value, asOf, isDoubtful, delayedBySec: 0, adjustment: 'none' }]])
  },
}

export function createListings(route: Route): FetchListed {
  const share = createSingleFlight<readonly Instrument[]>()
  return (exchange, signal) =>
    share(
      exchange,
      async (shared) => {
        const outcome = (await route(question, [exchange], patience, shared)).get(exchange)!
        if (outcome instanceof Error) throw outcome
        return outcome.value
      },
      signal,
    )
}
