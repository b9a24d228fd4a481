import { describe, expect, expectTypeOf, it } from 'vitest'
import { createBars } from '../model/bars.ts'
import type { InstrumentId } from '../model/ids.ts'
import { type BarQuery, type DataProvider, type DataSupports, defineDataProvider } from './data-provider.ts'
import { createEnvironment, systemEnvironment } from './environment-system.ts'

const supports: DataSupports = { timeframes: ['1d'], exchanges: ['NSE'], delayedBySec: 900, adjusted: ['none'] }
const fetchBars = async ({ instrument, timeframe }: BarQuery) => createBars(instrument, timeframe, [])
const fetchQuotes = async (missing: readonly InstrumentId[]) => ({ quotes: [], missing })

const acme = defineDataProvider({
  id: 'acme',
  supports,
  create: (options: { readonly apiKey?: string }, environment) => ({
    fetchBars,
    fetchQuotes,
    given: { options, environment },
  }),
})

describe('defineDataProvider', () => {
  it('makes a provider with its name, its abilities and the methods that were written', () => {
    const provider = acme()
    expect([provider.id, provider.supports]).toEqual(['acme', supports])
    expect([provider.fetchBars, provider.fetchQuotes]).toEqual([fetchBars, fetchQuotes])
    expect('subscribe' in provider).toBe(false)
  })

  it('hands options and environment on, and lives in that environment', () => {
    const environment = createEnvironment({})
    const provider = acme({ apiKey: 'k' }, environment)
    expect(provider.environment).toBe(environment)
    expect(provider.given.options).toEqual({ apiKey: 'k' })
    expect(provider.given.environment).toBe(environment)
  })

  it('lives in the real world, with no options, where none are given', () => {
    expect(acme().environment).toBe(systemEnvironment)
    expect(acme().given).toEqual({ options: {}, environment: systemEnvironment })
  })

  it('offers without a question mark what is written, and not at all what is not', async () => {
    const provider = acme()
    expect(await provider.fetchQuotes(['NSE:INFY'])).toEqual({ quotes: [], missing: ['NSE:INFY'] })
    expectTypeOf(provider.fetchQuotes).toEqualTypeOf<DataProvider['fetchQuotes'] & typeof fetchQuotes>()
    // @ts-expect-error this provider does not stream
    expect(() => provider.subscribe([], () => {})).toThrow(TypeError)
  })
})
