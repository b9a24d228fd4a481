import type { InstrumentId, Unsubscribe } from '@shagun/core'
import { instrumentOf, type MarketReport } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { readEnd } from './answers.ts'
import type { Stage } from './stage.ts'

/** Somebody who has subscribed, and what was reported since. */
export interface Listener {
  readonly reports: readonly MarketReport[]
  /** How much was reported of that instrument. */
  heardOf(instrument: InstrumentId): number
  readonly end: Unsubscribe
}

export async function listen(
  { provider, answered }: Stage,
  ...instruments: readonly InstrumentId[]
): Promise<Listener> {
  const reports: MarketReport[] = []
  const subscribed = provider.subscribe!(instruments, (report) => reports.push(report))
  const end = readEnd(await answered(subscribed, `A subscription to ${instruments.join(', ')}`))
  return {
    reports,
    heardOf: (instrument) => reports.filter((report) => instrumentOf(report) === instrument).length,
    end,
  }
}

/**
 * Lets things happen in an instrument until a listener hears of it: a vendor may lose what comes just before a
 * subscription has reached it.
 */
export async function expectHeard(stage: Stage, { heardOf }: Listener, instrument: InstrumentId): Promise<void> {
  const before = heardOf(instrument)
  const attempts = 5
  for (let attempt = 0; attempt < attempts; attempt++) {
    await stage.fixtures.tick!(instrument)
    if (await stage.comesTrue(() => heardOf(instrument) > before, stage.patienceMs / attempts)) return
  }
  throw breach(`Nothing was reported of ${instrument}.`, 'Report all that the vendor says of what is subscribed to.')
}
