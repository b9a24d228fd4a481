import { createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { type Ohlc, openSession } from './testing/session.ts'

const quiet: Ohlc = [100, 101, 99, 100]
const tenth = { cash: 1e9, shortSelling: true, participation: 10 }

describe('a share of the volume', () => {
  it('is all that orders get of a bar together, and the rest goes on at the next', async () => {
    const { place, play, traded } = await openSession(tenth)
    place({ side: 'buy', type: 'market', quantity: 70, timeInForce: 'gtc' })
    place({ side: 'sell', type: 'limit', limitPrice: 100, quantity: 70, timeInForce: 'gtc' })
    play(quiet, { volume: 1_000 })
    play([102, 103, 102, 103], { volume: 500 })
    expect(traded()).toEqual(['M1 70 at 100', 'M2 30 at 100', 'M2 40 at 102'])
  })

  it('is in whole lots, and nothing of a bar without volume', async () => {
    const instruments = [createInstrument({ id: 'X:A', currency: 'USD', lotSize: 25 })]
    const { place, play, traded } = await openSession({ ...tenth, instruments })
    place({ side: 'buy', type: 'market', quantity: 100, timeInForce: 'gtc' })
    play(quiet)
    play(quiet, { volume: 990 })
    expect(traded()).toEqual(['M1 75 at 100'])
  })

  it('cancels what is left of ioc, and fills fok whole or not at all', async () => {
    const { place, play, traded, row } = await openSession(tenth)
    const ioc = place({ side: 'buy', type: 'market', quantity: 60, timeInForce: 'ioc' })
    const fok = place({ side: 'buy', type: 'market', quantity: 60, timeInForce: 'fok' })
    play(quiet, { volume: 500 })
    expect(traded()).toEqual(['M1 50 at 100'])
    expect(await row(ioc)).toMatchObject({ lifecycle: 'canceled' })
    expect(await row(fok)).toMatchObject({ lifecycle: 'canceled' })
  })

  it('leaves a market order of a stop that was reached', async () => {
    const { place, play, traded } = await openSession(tenth)
    place({ side: 'sell', type: 'stop', stopPrice: 99, quantity: 60, timeInForce: 'gtc' })
    play([100, 100, 98, 100], { volume: 500 })
    play([105, 106, 104, 105], { volume: 500 })
    expect(traded()).toEqual(['M1 50 at 99', 'M1 10 at 105'])
  })

  it.each([0, -1, 101, 'all'])('cannot be %o percent', async (participation) => {
    await expect(openSession({ participation })).rejects.toMatchObject({ code: 'invalid-options' })
  })
})
