import type { InstrumentId, Quote } from '@shagun/core'
import type { QuoteBatch } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { readBatch } from './answers.ts'
import { aboutMethod, type Claim } from './claim.ts'
import { faultOfQuote, faultOfTime } from './sane-quote.ts'
import type { Stage } from './stage.ts'

/** All are skipped where it gives no quotes. */
export const quoteClaims: readonly Claim[] = aboutMethod('fetchQuotes', [
  {
    id: 'quotes/known',
    claim: 'quotes every instrument that it knows, many of them in one call',
    async check(stage) {
      const { quotes } = await fetchQuotes(stage, stage.fixtures.instruments)
      for (const instrument of stage.fixtures.instruments) expectQuoted(quotes, instrument)
    },
  },
  {
    id: 'quotes/missing',
    claim: 'lists what it has no quote of as missing, and quotes the others all the same',
    async check(stage) {
      const { instrument, fixtures } = stage
      const { quotes, missing } = await fetchQuotes(stage, [fixtures.unknownInstrument, instrument])
      expectQuoted(quotes, instrument)
      if (!missing.includes(fixtures.unknownInstrument))
        throw breach(
          `${fixtures.unknownInstrument} is not listed as missing.`,
          'List it; invent no quote, throw nothing.',
        )
    },
  },
  {
    id: 'quotes/accounted-for',
    claim: 'has each instrument that was asked for once in the one list or in the other, and no other instrument',
    async check(stage) {
      const asked = [...stage.fixtures.instruments, stage.fixtures.unknownInstrument]
      const { quotes, missing } = await fetchQuotes(stage, asked)
      const listed = [...quotes.map(({ instrument }) => instrument), ...missing]
      for (const instrument of new Set([...asked, ...listed])) {
        const times = listed.filter((each) => each === instrument).length
        if (times !== (asked.includes(instrument) ? 1 : 0))
          throw breach(
            `${instrument} was ${asked.includes(instrument) ? '' : 'not '}asked for and is listed ${times} times.`,
            'Put every instrument of the question into `quotes` or into `missing`, and no other.',
          )
      }
    },
  },
  {
    id: 'quotes/repeated',
    claim: 'quotes an instrument once that was asked for twice',
    async check(stage) {
      const { quotes } = await fetchQuotes(stage, [stage.instrument, stage.instrument])
      if (quotes.length !== 1) throw breach(`There are ${quotes.length} quotes.`, 'Ask the vendor for each once.')
    },
  },
  {
    id: 'quotes/none',
    claim: 'answers a question for no quotes with none',
    async check(stage) {
      const { quotes, missing } = await fetchQuotes(stage, [])
      if (quotes.length + missing.length > 0)
        throw breach(
          `There are ${quotes.length} quotes and ${missing.length} missing.`,
          'Answer without asking the vendor.',
        )
    },
  },
  {
    id: 'quotes/sane',
    claim: 'quotes prices above 0 with a bid up to the ask, and volumes of 0 or more',
    async check(stage) {
      for (const quote of (await fetchQuotes(stage, stage.fixtures.instruments)).quotes) {
        const fault = faultOfQuote(quote)
        if (fault !== undefined)
          throw breach(
            `The quote of ${quote.instrument} has ${fault}.`,
            'Leave out a bid, ask or volume that is not there, and list a quote without a last price as missing.',
          )
      }
    },
  },
  {
    id: 'quotes/time',
    claim: 'stamps quotes in milliseconds since 1970, and not in the future',
    async check(stage) {
      const { quotes } = await fetchQuotes(stage, stage.fixtures.instruments)
      for (const { instrument, time } of quotes) {
        const now = stage.provider.environment.clock.now()
        const fault = faultOfTime(time, now)
        if (fault !== undefined)
          throw breach(
            `The quote of ${instrument} has ${fault}.`,
            'Stamp it with when the vendor says it was made, in milliseconds.',
          )
      }
    },
  },
])

async function fetchQuotes({ provider, answered }: Stage, instruments: readonly InstrumentId[]): Promise<QuoteBatch> {
  return readBatch(await answered(provider.fetchQuotes!(instruments), 'A question for quotes'))
}

function expectQuoted(quotes: readonly Quote[], instrument: InstrumentId): void {
  if (!quotes.some((quote) => quote.instrument === instrument))
    throw breach(
      `There is no quote of ${instrument}.`,
      'Quote what it knows; split a batch that is too long for the vendor.',
    )
}
