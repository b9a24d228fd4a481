import { ShagunError } from '@shagun/core'
import type { Broken } from './broken.ts'
import { unreachable, withErrors, withSignal } from './wrap.ts'

export const brokenFaults: readonly Broken[] = [
  {
    how: 'hands on what the network threw',
    fails: ['faults/unreachable'],
    breaks: (provider) => withErrors(provider, 'unreachable', () => new Error('connect ECONNREFUSED')),
  },
  {
    how: 'takes being asked to wait for a vendor that is down',
    fails: ['faults/rate-limited'],
    breaks: (provider) => withErrors(provider, 'rate-limited', unreachable),
  },
  {
    how: 'says to wait for what is no number',
    fails: ['faults/rate-limited'],
    breaks: (provider) =>
      withErrors(provider, 'rate-limited', () => {
        const details = { source: 'acme', retryAfterMs: Number.NaN }
        return new ShagunError('rate-limited', 'acme was asked too often. Wait.', { details })
      }),
  },
  {
    how: 'takes refused credentials for a vendor that is down',
    fails: ['faults/unauthenticated'],
    breaks: (provider) => withErrors(provider, 'unauthenticated', unreachable),
  },
  {
    how: 'hands on whatever bars the vendor has',
    fails: ['faults/garbage'],
    breaks: (provider, { vendor }) => ({
      ...provider,
      async fetchBars(query, signal) {
        const bars = await vendor.fetchBars(query, signal)
        return bars.close.some(Number.isNaN) ? bars : provider.fetchBars(query, signal)
      },
    }),
  },
  {
    how: 'hands on whatever quotes the vendor has',
    fails: ['faults/garbage'],
    breaks: (provider, { vendor }) => ({ ...provider, fetchQuotes: vendor.fetchQuotes }),
  },
  {
    how: 'never tries again',
    fails: ['faults/recovers'],
    breaks: (provider) => {
      let isDown = false
      const given = withErrors(provider, 'unreachable', (error) => {
        isDown = true
        return error
      })
      return {
        ...given,
        async fetchBars(query, signal) {
          if (isDown) throw unreachable()
          return given.fetchBars(query, signal)
        },
      }
    },
  },
  {
    how: 'asks although the caller gave up before',
    fails: ['faults/aborted-before'],
    breaks: (provider) => withSignal(provider, (signal) => (signal?.aborted ? undefined : signal)),
  },
  {
    how: 'does not listen to the signal once it has asked',
    fails: ['faults/aborted-while-asked'],
    breaks: (provider) => withSignal(provider, (signal) => (signal?.aborted ? signal : undefined)),
  },
  {
    how: 'says in its own words that the caller gave up',
    fails: ['faults/aborted-before', 'faults/aborted-while-asked'],
    breaks: (provider) => ({
      ...provider,
      fetchQuotes: (instruments, signal) =>
        provider.fetchQuotes!(instruments, signal).catch((error: unknown) => {
          throw signal?.aborted ? new Error('canceled') : error
        }),
    }),
  },
]
