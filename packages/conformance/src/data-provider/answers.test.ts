import type { DataProvider } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createFixtures } from '../testing/honest-provider.ts'
import { dataProviderCases } from './cases.ts'

/** Answers that no compiler would let pass. */
const mistakes: readonly (readonly [
  how: string,
  id: string,
  says: string,
  breaks: (provider: DataProvider) => DataProvider,
])[] = [
  [
    'a question for bars is answered with nothing',
    'bars/sane',
    'A question for bars was answered with undefined. Make them with `createBars`',
    (provider) => ({ ...provider, fetchBars: async () => undefined as never }),
  ],
  [
    'bars come as rows',
    'bars/sane',
    'A question for bars was answered with no Float64Array `time`.',
    (provider) => ({ ...provider, fetchBars: async (query) => [...(await provider.fetchBars(query))] as never }),
  ],
  [
    'quotes come as a list',
    'quotes/known',
    'A question for quotes was answered with no list of `quotes`.',
    (provider) => ({ ...provider, fetchQuotes: async () => [] as never }),
  ],
  [
    'a subscription has no end',
    'stream/reports',
    '`subscribe` resolves to undefined. Resolve to a function that ends the subscription.',
    (provider) => ({ ...provider, subscribe: async () => undefined as never }),
  ],
]

describe('a case tells an author what is wrong with an answer', () => {
  it.each(mistakes)('where %s', async (_, id, says, breaks) => {
    const found = dataProviderCases(createFixtures(breaks)).find((each) => each.id === id)!
    await expect(found.run()).rejects.toThrow(says)
  })
})
