import { type Decimal, symbolOf } from '@shagun/core'
import type { Broken } from './broken.ts'
import { minute, tcs } from './honest-provider.ts'
import { unsupported, withInstruments, withQuotes } from './wrap.ts'

export const brokenQuotes: readonly Broken[] = [
  {
    how: 'quotes the first of many',
    fails: ['quotes/known'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.slice(0, 1),
        missing: [...missing, ...quotes.slice(1).map(({ instrument }) => instrument)],
      })),
  },
  {
    how: 'invents a quote of what nobody has',
    fails: ['quotes/missing'],
    breaks: (provider, { clock }) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: [...quotes, ...missing.map((instrument) => ({ instrument, time: clock.now(), last: 1 }))],
        missing: [],
      })),
  },
  {
    how: 'lists what it quotes as missing',
    fails: ['quotes/accounted-for'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({ quotes, missing: missing.length > 0 ? [...missing, tcs] : [] })),
  },
  {
    how: 'quotes twice what was asked for twice',
    fails: ['quotes/repeated'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }, asked) => ({
        quotes: asked.flatMap((instrument) => quotes.filter((quote) => quote.instrument === instrument)),
        missing,
      })),
  },
  {
    how: 'refuses a question for no quotes',
    fails: ['quotes/none'],
    breaks: (provider) =>
      withQuotes(provider, (batch, asked) => {
        if (asked.length === 0) throw unsupported('no quotes')
        return batch
      }),
  },
  {
    how: 'quotes a bid of 0 where there is none',
    fails: ['quotes/sane'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, bid: 0 })),
        missing,
      })),
  },
  {
    how: 'takes bid and ask for one another',
    fails: ['quotes/sane'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, bid: 100.05, ask: 99.95 })),
        missing,
      })),
  },
  {
    how: 'stamps quotes in seconds',
    fails: ['quotes/time'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, time: quote.time / 1000 })),
        missing,
      })),
  },
  {
    how: 'stamps quotes in the zone of its exchange',
    fails: ['quotes/time'],
    breaks: (provider) =>
      withQuotes(provider, ({ quotes, missing }) => ({
        quotes: quotes.map((quote) => ({ ...quote, time: quote.time + 330 * minute })),
        missing,
      })),
  },

  {
    how: 'lists half of an exchange',
    fails: ['instruments/known'],
    breaks: (provider) => withInstruments(provider, (listed) => listed.filter(({ id }) => id !== tcs)),
  },
  {
    how: 'lists those of another exchange, too',
    fails: ['instruments/exchange'],
    breaks: (provider) =>
      withInstruments(provider, (listed) =>
        listed.flatMap((each) => [each, { ...each, id: `NSE:${symbolOf(each.id)}` }]),
      ),
  },
  {
    how: 'lists instruments twice',
    fails: ['instruments/once'],
    breaks: (provider) => withInstruments(provider, (listed) => [...listed, ...listed]),
  },
  {
    how: 'lists lots as numbers',
    fails: ['instruments/whole'],
    breaks: (provider) =>
      withInstruments(provider, (listed) => listed.map((each) => ({ ...each, lotSize: 1 as unknown as Decimal }))),
  },
  {
    how: 'lists everything for an exchange that there is not',
    fails: ['instruments/undeclared-exchange'],
    breaks: (provider) => ({
      ...provider,
      fetchInstruments: (exchange, signal) =>
        provider.fetchInstruments!(exchange === 'NOWHERE' ? 'BSE' : exchange, signal),
    }),
  },
]
