import type { BenchmarkSource, IntervalBenchmark, PriceBenchmark } from '@shagun/core'
import { html, type Markup, type Part } from '../page/html.ts'
import { missing } from '../sections/missing.ts'
import { note, scrolling, section } from '../sections/section.ts'
import type { CostData } from './cost-data.ts'

/** How a source is called in the middle of a sentence. */
export const sourceNames: Readonly<Record<BenchmarkSource, string>> = {
  given: 'as told',
  mid: 'mid of bid and ask',
  last: 'last price',
  trade: 'trades',
  'quote-volume': 'last prices, by growth of volume',
  bar: 'bars',
  arrival: 'that of the arrival',
}

/** What the average price is held against, with source and clock of each. */
export function benchmarksSection(data: CostData): Markup {
  const { decision, arrival, end, vwap, vwapOfOthers, vwapWithinLimit, twap } = data.result
  const table = html`<table class="costs">
<thead><tr><th scope="col">Benchmark</th><th scope="col">Price</th><th scope="col">bps</th><th scope="col">Cost</th><th scope="col">Source</th><th scope="col">Clock</th></tr></thead>
<tbody>${[
    row('Decision', 'decision', decision, atMoment(decision, data), data),
    row('Arrival', 'arrival', arrival, atMoment(arrival, data), data),
    row('Interval VWAP', 'vwap', vwap, overInterval(vwap, data), data),
    row('VWAP of others', 'vwapOfOthers', vwapOfOthers, overInterval(vwapOfOthers, data), data),
    vwapWithinLimit &&
      row('VWAP within the limit', 'vwapWithinLimit', vwapWithinLimit, overInterval(vwapWithinLimit, data), data),
    row('Interval TWAP', 'twap', twap, overInterval(twap, data), data),
    row('End', 'end', end, atMoment(end, data), data),
  ]}
</tbody></table>`
  return section(
    'Benchmarks',
    note(
      'The average price against the prices that were there. The interval VWAP has our own prints among it, that of others has not.',
    ),
    scrolling('Benchmarks', table),
  )
}

function row(
  name: string,
  about: string,
  benchmark: PriceBenchmark | IntervalBenchmark,
  clock: Part,
  { format, figure }: CostData,
): Markup {
  const { price, slippageBps, cost, source } = benchmark
  return html`
<tr><th scope="row">${name}</th><td>${figure(price, about, format.price)}</td><td>${figure(slippageBps, about, format.basisPoints)}</td><td>${figure(
    cost,
    about,
    format.gain,
  )}</td><td>${source === null ? missing('There is no price.') : sourceNames[source]}</td><td>${clock}</td></tr>`
}

function atMoment({ time, observedAt }: PriceBenchmark, { writeTime }: CostData): Part {
  if (time === null) return missing('No moment was told.')
  return observedAt === null || observedAt === time
    ? writeTime(time)
    : `${writeTime(time)}, seen ${writeTime(observedAt)}`
}

function overInterval({ from, to }: IntervalBenchmark, { writeTime }: CostData): Part {
  return from === null || to === null ? missing('There is no price.') : `${writeTime(from)} to ${writeTime(to)}`
}
