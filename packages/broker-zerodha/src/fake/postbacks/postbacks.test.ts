import { describe, expect, it } from 'vitest'
import { checksumOf } from '../session/sessions.ts'
import { openStage, type Stage, type Wire } from '../stage.fixture.ts'
import type { PostbackOptions } from './postbacks.ts'

/** What an app hears of an order that fills in five parts. */
async function heard(stage: Stage, options?: PostbackOptions): Promise<Wire[]> {
  const bodies: Wire[] = []
  stage.fake.sendPostbacks((body) => bodies.push(JSON.parse(body)), options)
  await stage.placed({ tag: 'abc' })
  for (let i = 0; i < 5; i++) stage.fake.print('NSE:INFY', 1500, 2)
  await stage.advance(1_000)
  return bodies
}

const isTrue = ({ checksum, order_id, order_timestamp }: Wire): boolean =>
  checksum === checksumOf(order_id, order_timestamp, 'fakeapisecret')

describe('postbacks', () => {
  it('tell each change of an order, and prove that Kite sent them', async () => {
    const bodies = await heard(openStage())
    expect(bodies.map(({ status, filled_quantity }) => [status, filled_quantity])).toEqual([
      ['UPDATE', 2],
      ['UPDATE', 4],
      ['UPDATE', 6],
      ['UPDATE', 8],
      ['COMPLETE', 10],
    ])
    expect(bodies[0]).toMatchObject({ user_id: 'AB1234', app_id: 1234, tag: 'abc', unfilled_quantity: 0 })
    expect(bodies.every(isTrue)).toBe(true)
  })

  it('tell of rejections and cancels, and not of what was placed on a screen', async () => {
    const { fake, placed, ask } = openStage()
    const statuses: string[] = []
    fake.sendPostbacks((body) => statuses.push(JSON.parse(body).status))
    await placed({ quantity: 100_000 })
    await ask('DELETE', `/orders/regular/${await placed()}`)
    fake.print('NSE:INFY', 1500, 1)
    fake.placeOutside({ instrument: 'NSE:INFY', side: 'buy', quantity: 1 })
    expect(statuses).toEqual(['REJECTED', 'CANCELLED'])
  })

  it('may lie, come twice, and come in another order', async () => {
    expect((await heard(openStage(), { wrongChecksum: 1 })).some(isTrue)).toBe(false)
    expect(await heard(openStage(), { duplicates: 1 })).toHaveLength(10)
    const filled = (await heard(openStage(), { reordering: 1 })).map(({ filled_quantity }) => filled_quantity)
    expect(filled.slice(0, 4)).toEqual([4, 2, 8, 6])
  })

  it('are on their way for a while, and harm nobody where they are not taken', async () => {
    const { fake, placed, advance } = openStage()
    let taken = 0
    fake.sendPostbacks(
      () => {
        taken++
        throw new Error('not now')
      },
      { delayMs: 500 },
    )
    await placed()
    fake.print('NSE:INFY', 1500, 10)
    expect(taken).toBe(0)
    await advance(500)
    expect(taken).toBe(1)
  })
})
