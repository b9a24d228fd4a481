import { exchangeOf, type Instrument } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { aboutMethod, type Claim } from './claim.ts'
import { refused } from './refused.ts'
import type { Stage } from './stage.ts'

/** All are skipped where it lists no instruments. */
export const instrumentClaims: readonly Claim[] = aboutMethod('fetchInstruments', [
  {
    id: 'instruments/known',
    claim: 'lists what it knows of an exchange',
    async check(stage) {
      for (const [exchange, listed] of await fetchListings(stage))
        for (const instrument of stage.fixtures.instruments)
          if (exchangeOf(instrument) === exchange && !listed.some(({ id }) => id === instrument))
            throw breach(
              `${instrument} is not among the ${listed.length} of ${exchange}.`,
              'List all that can be asked for.',
            )
    },
  },
  {
    id: 'instruments/exchange',
    claim: 'lists instruments of the exchange that was asked for alone',
    async check(stage) {
      for (const [exchange, listed] of await fetchListings(stage)) {
        const other = listed.find(({ id }) => exchangeOf(id) !== exchange)
        if (other !== undefined)
          throw breach(`${other.id} is listed as one of ${exchange}.`, 'Leave out those of other exchanges.')
      }
    },
  },
  {
    id: 'instruments/once',
    claim: 'lists each instrument once',
    async check(stage) {
      for (const [exchange, listed] of await fetchListings(stage)) {
        const ids = listed.map(({ id }) => id)
        const twice = ids.find((id, i) => ids.indexOf(id) !== i)
        if (twice !== undefined) throw breach(`${twice} of ${exchange} is listed twice.`, 'Keep one of them.')
      }
    },
  },
  {
    id: 'instruments/undeclared-exchange',
    claim: 'lists nothing of an exchange that there is not',
    async check(stage) {
      const asked = stage.provider.fetchInstruments!('NOWHERE')
      const what = 'A question for the instruments of NOWHERE'
      const listed = await stage.answered(asked, what).catch(() => undefined)
      if (listed === undefined) await refused(stage, asked, what, 'unsupported', 'not-found')
      else if (listed.length > 0)
        throw breach(`${what} was answered with ${listed.length}.`, "Answer with none, or throw 'unsupported'.")
    },
  },
])

/** What it lists of each exchange that the fixtures know an instrument of. */
async function fetchListings({
  fixtures,
  provider,
  answered,
}: Stage): Promise<ReadonlyMap<string, readonly Instrument[]>> {
  const listings = new Map<string, readonly Instrument[]>()
  for (const exchange of new Set(fixtures.instruments.map(exchangeOf)))
    listings.set(
      exchange,
      await answered(provider.fetchInstruments!(exchange), `A question for the instruments of ${exchange}`),
    )
  return listings
}
