import { Decimal, exchangeOf, type Instrument } from '@shagun/core'
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
    id: 'instruments/whole',
    claim: 'lists instruments with a currency, and with lots, ticks and multipliers above 0 as Decimals',
    async check(stage) {
      for (const listed of (await fetchListings(stage)).values())
        for (const instrument of listed) {
          const fault = faultOf(instrument)
          if (fault !== undefined)
            throw breach(`${instrument.id} is listed with ${fault}.`, 'Make them with `createInstrument`.')
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

function faultOf({ currency, lotSize, multiplier, tickAt }: Instrument): string | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return `currency ${currency}`
  if (typeof tickAt !== 'function') return 'no `tickAt`'
  for (const [what, amount] of Object.entries({ lotSize, multiplier, tick: tickAt(100) }))
    if (!(Decimal.isDecimal(amount) && amount.gt(0))) return `${what} ${amount} (${typeof amount})`
  return undefined
}

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
