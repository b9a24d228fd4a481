import { mock } from '@shagun/broker-mock'
import { createTrader, nse } from '@shagun/core'
import { expect, it } from 'vitest'
import { createStage } from './stage.ts'

/** What is logged when a trader starts at a time. */
async function startedAt(time: number): Promise<readonly string[]> {
  const { clock, environment, logged } = createStage()
  clock.advanceTo(time)
  const trader = createTrader({ broker: mock({ cash: '1', currency: 'INR' }, environment), calendar: nse() })
  await trader.start()
  await trader.stop()
  return logged
}

it('a trader warns, from a month before, of a year whose holidays its calendar does not know', async () => {
  expect(await startedAt(Date.UTC(2026, 10, 26))).toEqual([])
  const [warning, ...others] = await startedAt(Date.UTC(2026, 11, 10))
  expect(warning).toContain('The calendar NSE does not know 2027')
  expect(others).toEqual([])
})
