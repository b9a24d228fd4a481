import { type Bars, ShagunError } from '@shagun/core'
import type { BarQuery } from '@shagun/core/adapter'
import type { Broken } from './broken.ts'
import { secret } from './honest-provider.ts'
import { withBars, withErrors } from './wrap.ts'

export const brokenCompany: readonly Broken[] = [
  {
    how: 'gives questions that come at once one answer',
    fails: ['concurrency/own-answers'],
    breaks: (provider) => {
      let shared: Promise<Bars> | undefined
      return {
        ...provider,
        fetchBars(query, signal) {
          if (signal !== undefined) return provider.fetchBars(query, signal)
          shared ??= provider.fetchBars(query).finally(() => {
            shared = undefined
          })
          return shared
        },
      }
    },
  },
  {
    how: 'gives up for all when the first one does',
    fails: ['concurrency/aborted-alone'],
    breaks: (provider) => {
      const flights = new Map<string, Promise<Bars>>()
      async function fly(query: BarQuery, signal: AbortSignal | undefined): Promise<Bars> {
        const bars = await provider.fetchBars(query, signal)
        signal?.throwIfAborted()
        return bars
      }
      return {
        ...provider,
        fetchBars(query, signal) {
          const key = JSON.stringify(query)
          const flight = flights.get(key) ?? fly(query, signal).finally(() => flights.delete(key))
          flights.set(key, flight)
          return flight
        },
      }
    },
  },

  {
    how: 'shows in a cause where it asked',
    fails: ['secrets/errors'],
    breaks: (provider) =>
      withErrors(provider, 'not-found', ({ message }) => {
        const cause = new Error(`GET /bars?key=${encodeURIComponent(secret)}`)
        return new ShagunError('not-found', message, { details: { source: 'acme', name: 'BSE:NOSUCH' }, cause })
      }),
  },
  {
    how: 'logs what it asks',
    fails: ['secrets/log'],
    breaks: (provider) =>
      withBars(provider, (bars) => {
        provider.environment.log.debug('asked', { headers: { authorization: `Bearer ${secret}` } })
        return bars
      }),
  },
  {
    how: 'has a log of its own',
    fails: ['secrets/log'],
    breaks: (provider) => ({
      ...provider,
      environment: { ...provider.environment, log: { debug() {}, warn() {}, error() {} } },
    }),
  },
]
