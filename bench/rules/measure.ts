import type { JournalEvent, OrderIntent, RiskRule } from '@shagun/core'
import {
  createSymmetricMatrix,
  maxAdvPercent,
  maxDailyLoss,
  maxGrossExposure,
  maxOpenOrders,
  maxOrderQuantity,
  maxOrderRate,
  maxOrderValue,
  maxValueAtRisk,
  noDuplicates,
  noSelfTrades,
  priceCollar,
} from '@shagun/risk'
import type { Sample } from '../entry.ts'
import { openAccount } from './account.ts'
import { heldCount, passes, portfolioSize, restingCount, warmUpPasses } from './load.ts'

function tenRules(): readonly RiskRule[] {
  return [
    maxOrderValue(1e7),
    maxOrderQuantity(10_000),
    priceCollar(10),
    maxAdvPercent(5, { adv: () => 1e6 }),
    noDuplicates(500),
    noSelfTrades(),
    maxOpenOrders(50, { perInstrument: 10 }),
    maxOrderRate(100, { reserve: 10 }),
    maxGrossExposure(1e8),
    maxDailyLoss(1e6),
  ]
}

/** What it takes to ask ten rules about one order, where all of them pass. */
export async function measureTenRules(happens: 'nothing' | 'an event'): Promise<Sample> {
  const rules = tenRules()
  const { trader, intents } = await openAccount(heldCount, restingCount, rules)
  const { view } = trader
  const time = view.now
  const touched = intents.flatMap((intent): JournalEvent[] =>
    intent.type === 'place'
      ? []
      : [{ type: 'order.cancel-refused', time, clientOrderId: intent.terms.clientOrderId, evidence: { reason: '' } }],
  )
  let denied = 0
  const us = cpuOf(() => {
    for (let i = 0; i < intents.length; i++) {
      if (happens === 'an event') for (const rule of rules) rule.observe?.(touched[i % touched.length]!)
      for (const rule of rules) if (rule.check(intents[i]!, view) !== undefined) denied++
    }
  })
  await trader.stop()
  return { figures: { us: us / intents.length }, outcome: Float64Array.of(denied) }
}

/** What it takes to ask the rule on value at risk, where every price has moved since the order before. */
export async function measureValueAtRisk(): Promise<Sample> {
  let moved = 0
  const labels = Array.from({ length: portfolioSize }, (_, i) => `X:STOCK${i}`)
  const rows = labels.map((_, i) => labels.map((__, j) => (i === j ? 4e-4 : 1e-4)))
  const rule = maxValueAtRisk(1e9, {
    covariance: createSymmetricMatrix(rows, labels),
    confidence: 0.99,
    price: () => 100 + (moved = (moved * 7 + 1) % 97) / 100,
  })
  const { trader, intents } = await openAccount(portfolioSize, restingCount, [rule])
  let denied = 0
  const ask = (intent: OrderIntent): void => {
    if (rule.check(intent, trader.view) !== undefined) denied++
  }
  const us = cpuOf(() => intents.forEach(ask))
  await trader.stop()
  return { figures: { us: us / intents.length }, outcome: Float64Array.of(denied) }
}

/** Microseconds of CPU time that a pass takes once it is warm. */
function cpuOf(pass: () => void): number {
  for (let i = 0; i < warmUpPasses; i++) pass()
  globalThis.gc?.()
  const begin = process.cpuUsage()
  for (let i = 0; i < passes; i++) pass()
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / passes
}
