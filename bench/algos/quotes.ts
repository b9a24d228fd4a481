import { twap } from '@shagun/algos'
import type { Quote } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { heapMb } from '../memory.ts'
import { timePasses } from '../stopwatch.ts'
import { openSimulated } from './market.ts'
import { observed } from './observed.ts'

/** What a quote costs that parents are told, with an order of each at rest, and that changes nothing; and what a parent weighs. */
export async function measureQuotes(parents: number, instrumentCount: number): Promise<Sample> {
  let told = 0
  const algo = observed(twap, ({ type }) => {
    if (type === 'quote') told++
  })
  const { trader, instruments, clock, tell, show } = await openSimulated([algo], instrumentCount)
  const quotes = instruments.map(
    ({ id: instrument }): Quote => ({ instrument, time: clock.now(), last: 100, bid: 99.95, ask: 100 }),
  )
  for (const quote of quotes) {
    show(quote)
    tell({ type: 'quote', quote })
  }
  const before = heapMb()
  for (let i = 0; i < parents; i++) {
    const instrument = instruments[i % instrumentCount]!.id
    trader.execute(algo({ instrument, side: 'buy', quantity: 10_000, durationMs: 3_600_000, slices: 60 }))
  }
  const parentKb = parents === 0 ? 0 : ((heapMb() - before) * 1_000) / parents
  const resting = trader.view.orders.size

  told = 0
  let sent = 0
  const ns = timePasses(() => {
    for (const quote of quotes) {
      sent++
      tell({ type: 'quote', quote: { ...quote } })
    }
  })
  const outcome = Float64Array.of(resting, told / sent)
  await trader.stop()
  return { figures: { ns: ns / quotes.length, parentKb }, outcome }
}
