import type { Bars, Unsubscribe } from '@shagun/core'
import type { QuoteBatch } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'

// As with brokers: an author wants to know what is wrong with an answer, not where a case stumbled over it.

export function readBars(bars: Bars): Bars {
  const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
  const odd = names.find((name) => !isObject(bars) || !((bars[name] as unknown) instanceof Float64Array))
  if (odd === undefined) return bars
  const what = isObject(bars) ? `no Float64Array \`${odd}\`` : String(bars)
  throw breach(`A question for bars was answered with ${what}.`, 'Make them with `createBars`, of rows or of columns.')
}

export function readBatch(batch: QuoteBatch): QuoteBatch {
  const list = (['quotes', 'missing'] as const).find((name) => !isObject(batch) || !Array.isArray(batch[name]))
  if (list === undefined) return batch
  throw breach(
    `A question for quotes was answered with no list of \`${list}\`.`,
    'Give the quotes that came, and the instruments for which none did.',
  )
}

export function readEnd(end: Unsubscribe): Unsubscribe {
  if (typeof end === 'function') return end
  throw breach(`\`subscribe\` resolves to ${String(end)}.`, 'Resolve to a function that ends the subscription.')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
