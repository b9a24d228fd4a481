import { describe, expect, it } from 'vitest'
import { ShagunError } from '../errors.ts'
import type { AlgoInput } from '../ports/algo-input.ts'
import { isFinished, on, ordersOf, run, standing, typesOf } from './run.fixture.ts'
import { createVenue, place } from './venue.fixture.ts'

describe('an execution that is amended', () => {
  const greedy = ({ type, parent }: AlgoInput) =>
    type === 'started' || type === 'amended' ? [place('a', parent.remainingLots, 99)] : []

  it('plans what remains of a larger quantity', async () => {
    const { execution, venue, inputs, events } = await run(greedy)
    await execution.amend({ quantity: 150 })
    expect(ordersOf(venue)).toEqual(['buy 100 limit 99', 'buy 50 limit 99'])
    expect(inputs.at(-2)).toMatchObject({
      type: 'amended',
      lots: 30,
      params: { quantity: '150' },
      parent: { lots: 30 },
    })
    expect(standing(execution.getProgress())).toBe('running 0+150+0')
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'execution.amended', params: expect.objectContaining({ quantity: '150' }) }),
    )
    expect(execution.params).toMatchObject({ quantity: '150' })
  })

  it('takes back first what would be too much of a smaller one, and waits until the broker has', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(greedy, { venue })
    venue.fill(venue.orders[0]!, 20)
    const amended = execution.amend({ quantity: '50' })
    for (let i = 0; i < 20; i++) await undefined
    expect(standing(execution.getProgress())).toBe('running 20+80+0')
    // It is filled a bit more while the cancel is on its way.
    venue.fill(venue.orders[0]!, 10)
    venue.cancel(venue.orders[0]!)
    await amended
    expect(ordersOf(venue)).toEqual(['buy 100 limit 99 canceled', 'buy 20 limit 99'])
    expect(standing(execution.getProgress())).toBe('running 30+20+0')
  })

  it('is done where more is filled than the new quantity', async () => {
    const { execution, venue } = await run(greedy)
    venue.fill(venue.orders[0]!, 60)
    await execution.amend({ quantity: 50 })
    const result = await execution.finished
    expect(standing(result)).toBe('done 60+0+0')
    expect(result.quantity.toNumber()).toBe(60)
  })

  it('is done also where what is filled is no whole number of lots', async () => {
    const { execution, venue } = await run(greedy)
    venue.fill(venue.orders[0]!, 61)
    await execution.amend({ quantity: 5 })
    expect(standing(await execution.finished)).toBe('done 61+0+0')
    expect(execution.params).toMatchObject({ quantity: '61' })
  })

  it('opens nothing while it waits for what it takes back', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(
      ({ type, parent }) => (type === 'quote' || type === 'amended' ? [place('a', parent.remainingLots)] : []),
      { venue, needs: ['quotes'] },
    )
    venue.quote(100)
    void execution.amend({ quantity: 40 })
    for (let i = 0; i < 20; i++) await undefined
    venue.fill(venue.orders[0]!, 10)
    venue.quote(101)
    expect(venue.orders).toHaveLength(1)
  })

  it('cancels what is open past a limit that was moved', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 4, 99), place('b', 4, 97), place('c', 4)] }), {
      params: { limitPrice: 101 },
    })
    await execution.amend({ limitPrice: '98' })
    expect(ordersOf(venue)).toEqual(['buy 20 limit 99 canceled', 'buy 20 limit 97', 'buy 20 limit 101 canceled'])
  })

  it('takes what its planner takes, and refuses everything else', async () => {
    const { execution, inputs } = await run(greedy, { more: { amendable: ['rate'] } })
    await execution.amend({ rate: 0.2 } as object)
    expect(inputs.at(-1)).toMatchObject({ type: 'amended', params: { rate: 0.2 } })
    for (const field of ['side', 'seed', 'pace'])
      await expect(execution.amend({ [field]: 1 } as object)).rejects.toMatchObject({
        code: 'unsupported',
        details: { feature: `another ${field}`, by: 'scripted' },
      })
  })

  it.each([{ quantity: 0 }, { quantity: 12 }, { quantity: 'many' }, { limitPrice: -1 }])(
    'refuses %j, and stays as it was',
    async (change) => {
      const { execution, inputs } = await run(greedy)
      const before = [execution.params, inputs.length]
      await expect(execution.amend(change)).rejects.toMatchObject({ code: 'invalid-order' })
      expect([execution.params, inputs.length]).toEqual(before)
    },
  )

  it('stays as it was where its planner refuses', async () => {
    const error = new ShagunError('invalid-options', 'No.', { details: { option: 'rate', value: '2', expected: '1' } })
    const { execution, events, venue } = await run(
      (input) => {
        if (input.type === 'amended') throw error
        return input.type === 'started' ? [place('a', 20, 99)] : []
      },
      { more: { amendable: ['rate'] } },
    )
    await expect(execution.amend({ quantity: 200, rate: 2 } as object)).rejects.toBe(error)
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
    expect(execution.params).toMatchObject({ quantity: '100' })
    expect(events.map(({ type }) => type)).not.toContain('execution.amended')
    venue.fill(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'done' })
  })

  it('refuses when it is over, also when it ends while it waits', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(greedy, { venue })
    const amended = execution.amend({ quantity: 50 })
    for (let i = 0; i < 20; i++) await undefined
    void execution.cancel()
    await expect(amended).rejects.toMatchObject({ code: 'invalid-order', details: { field: 'execution' } })
    venue.cancel(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'canceled' })
    await expect(execution.amend({ quantity: 50 })).rejects.toMatchObject({ code: 'invalid-order' })
  })

  it('is amended one change after the other', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution, inputs } = await run(greedy, { venue })
    const both = [execution.amend({ quantity: 50 }), execution.amend({ quantity: 60 })]
    for (let i = 0; i < 20; i++) await undefined
    expect(typesOf(inputs)).toEqual(['started', 'a accepted'])
    venue.cancel(venue.orders[0]!)
    await Promise.all(both)
    expect(standing(execution.getProgress())).toBe('running 0+60+0')
  })

  it('may be amended while it is paused, and goes on with it', async () => {
    const { execution, venue } = await run(({ type, parent }) =>
      type === 'resumed' ? [place('a', parent.remainingLots)] : [],
    )
    await execution.pause()
    await execution.amend({ quantity: 150 })
    expect(venue.orders).toEqual([])
    await execution.resume()
    expect(ordersOf(venue)).toEqual(['buy 150'])
    expect(await isFinished(execution)).toBe(false)
  })
})
