import type { BarQuery, Bars } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { Claim } from './claim.ts'
import { differenceOf } from './same-bars.ts'

/** Several questions at once are answered as they would be one by one. */
export const concurrencyClaims: readonly Claim[] = [
  {
    id: 'concurrency/own-answers',
    claim: 'gives each of many questions that come at once its own answer',
    async check({ provider, instrument, answered, fetchBars, fetchHistory }) {
      const questions: BarQuery[] = []
      const alone: Bars[] = []
      for (const { timeframe, from, to, bars } of await fetchHistory()) {
        const border = bars.time[bars.length >> 1] ?? to
        const [first, second] = [
          { instrument, timeframe, from, to: border },
          { instrument, timeframe, from: border, to },
        ]
        questions.push({ instrument, timeframe, from, to }, first, second)
        alone.push(bars, await fetchBars(first), await fetchBars(second))
      }
      const together = Promise.all(questions.map((question) => provider.fetchBars(question)))
      for (const [i, answer] of (await answered(together, 'Of many questions at once one')).entries()) {
        const difference = differenceOf(alone[i]!, answer)
        if (difference !== undefined)
          throw breach(
            `Asked among others the ${questions[i]!.timeframe} bars are others than asked alone: ${difference}.`,
            'Let questions share an answer only where every part of them is the same.',
          )
      }
    },
  },
  {
    id: 'concurrency/aborted-alone',
    claim: 'goes on with a question when somebody else gives up the same one',
    async check({ provider, instrument, answered, fetchHistory }) {
      for (const { timeframe, from, to, bars } of await fetchHistory()) {
        const question = { instrument, timeframe, from, to }
        const caller = new AbortController()
        const [given, kept] = [provider.fetchBars(question, caller.signal), provider.fetchBars(question)]
        caller.abort(new Error('Somebody else gave up.'))
        given.catch(() => {})
        const what = `A question for ${timeframe} bars that somebody else gave up`
        const difference = await answered(kept, what).then(
          (answer) => differenceOf(bars, answer),
          (cause: unknown) => `it failed with ${nameOf(cause)}`,
        )
        if (difference !== undefined)
          throw breach(
            `${what} came to another end: ${difference}.`,
            'End what is shared with the last who waits for it.',
          )
      }
    },
  },
]
