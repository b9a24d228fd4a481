import { systemClock } from '@shagun/core'
import { createRecordingLog } from '../recording-log.ts'
import { createSurroundings } from './environment-of.ts'
import type { BrokerFixtures, BrokerWorld, OpenBroker } from './fixtures.ts'

const stepMs = 5
const longestMs = 10_000

/**
 * Uses an adapter once at the pace of the machine: what it loads with its first request takes no part of a simulated
 * time limit afterwards. Whatever fails here will fail again where it is asked about.
 */
export async function warmUp<W extends BrokerWorld>(open: OpenBroker<W>, fixtures: BrokerFixtures<W>): Promise<void> {
  const { adapter, vendor, clock } = createSurroundings(fixtures, createRecordingLog())
  if (clock === undefined) return
  const world = await open(adapter, vendor)
  const { broker } = world
  let isOver = false
  const used = (async () => {
    const end = await broker.connect(() => {})
    await broker.fetchSnapshot()
    await broker.fetchInstruments?.()
    await end()
  })()
  const over = (): void => {
    isOver = true
  }
  used.then(over, over)
  for (let passedMs = 0; !isOver && passedMs < longestMs; passedMs += stepMs) {
    await new Promise<void>((resolve) => systemClock.after(stepMs, resolve))
    clock.advanceTo(clock.now() + stepMs)
  }
  await world.close?.()
}
