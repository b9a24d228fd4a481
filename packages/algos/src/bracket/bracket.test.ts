import { describe, expect, it } from 'vitest'
import { createRig, everything, type RigOptions } from '../testing/rig.ts'
import { bracket } from './bracket.ts'
import type { BracketParams } from './params.ts'

const terms: BracketParams = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 50,
  limitPrice: 100,
  stopPrice: 95,
  takeProfitPrice: 110,
}

function begin(change: Partial<BracketParams> = {}, options: RigOptions = {}) {
  return createRig(bracket({ ...terms, ...change }), options).start()
}

const open = (rig: ReturnType<typeof begin>) =>
  rig.children
    .filter(({ working }) => working)
    .map(({ key, lots, filledLots, exit, price, stopPrice }) =>
      [key, lots - filledLots, exit ? 'exit' : 'entry', stopPrice, price]
        .filter((each) => each !== undefined)
        .join(' '),
    )

describe('the entry', () => {
  it.each([
    [{ limitPrice: undefined }, 'entry-1 10 entry'],
    [{}, 'entry-1 10 entry 100'],
    [{ limitPrice: undefined, entryStopPrice: 103 }, 'entry-1 10 entry 103'],
    [{ limitPrice: 104, entryStopPrice: 103 }, 'entry-1 10 entry 103 104'],
  ])('is a market, limit or stop order: %o', (change, expected) => {
    expect(open(begin(change as Partial<BracketParams>))).toEqual([expected])
  })

  it('has no exits while nothing is filled', () => {
    expect(open(begin())).toEqual(['entry-1 10 entry 100'])
  })
})

describe('the exits', () => {
  it('grow with each fill of the entry, by a change of their quantity', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    expect(open(rig)).toEqual(['entry-1 6 entry 100', 'stop-1 4 exit 95', 'target-1 4 exit 110'])
    rig.fill('entry-1', 3)
    expect(open(rig)).toEqual(['entry-1 3 entry 100', 'stop-1 7 exit 95', 'target-1 7 exit 110'])
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 10 exit 110'])
  })

  it('grow by further orders where the broker changes no quantity', () => {
    const rig = begin({}, { supports: { ...everything, modify: [] } })
    rig.fill('entry-1', 4)
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110', 'stop-2 6 exit 95', 'target-2 6 exit 110'])
  })

  it('end the bracket when one fills, and the other is canceled', () => {
    for (const [key, other] of [
      ['stop-1', 'target-1'],
      ['target-1', 'stop-1'],
    ] as const) {
      const rig = begin()
      rig.fill('entry-1')
      rig.fill(key)
      expect(rig.children.find((child) => child.key === other)?.working).toBe(false)
      rig.tell({ type: 'child', key: other, change: 'canceled' })
      expect(rig.finished).toMatchObject({ status: 'done', reason: `the ${key.slice(0, -2)} closed 10 lots` })
    }
  })

  it('make way for one another: a part that the target fills makes the stop smaller', () => {
    const rig = begin()
    rig.fill('entry-1')
    rig.fill('target-1', 3)
    expect(open(rig)).toEqual(['stop-1 7 exit 95', 'target-1 7 exit 110'])
    rig.fill('stop-1')
    expect(rig.parent().positionLots).toBe(0)
  })

  it('make way by a cancel that is awaited, where no quantity can be changed', () => {
    const rig = begin({}, { supports: { ...everything, modify: [] } })
    rig.cancelsAtOnce = false
    rig.fill('entry-1')
    rig.fill('target-1', 3)
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 7 exit 110'])
    rig.canceled('stop-1')
    expect(open(rig)).toEqual(['target-1 7 exit 110', 'stop-2 7 exit 95'])
  })

  it('wait for the whole entry where they are told to', () => {
    const rig = begin({ trigger: 'full' })
    rig.fill('entry-1', 4)
    expect(open(rig)).toEqual(['entry-1 6 entry 100'])
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 10 exit 110'])
  })

  it('end what is left of the entry once one of them trades', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.fill('stop-1')
    rig.tell({ type: 'child', key: 'entry-1', change: 'canceled' })
    expect(open(rig)).toEqual([])
    expect(rig.finished).toMatchObject({ status: 'done', reason: 'the stop closed 4 lots' })
  })

  it('may be one alone', () => {
    const stopOnly = begin({ takeProfitPrice: undefined } as never)
    stopOnly.fill('entry-1')
    expect(open(stopOnly)).toEqual(['stop-1 10 exit 95'])
    const targetOnly = begin({ stopPrice: undefined } as never)
    targetOnly.fill('entry-1')
    expect(open(targetOnly)).toEqual(['target-1 10 exit 110'])
  })

  it('are mirrored for a short position', () => {
    const rig = begin({ side: 'sell', stopPrice: 105, takeProfitPrice: 90 })
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 105', 'target-1 10 exit 90'])
  })

  it('trade at once where the market is past the stop by the time they are needed', () => {
    const rig = begin()
    rig.quote({ last: 94 })
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit', 'target-1 10 exit 110'])
  })
})

describe('an entry that ends', () => {
  it('leaves the exits at the part that was filled', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.canceled('entry-1')
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
    expect(rig.finished).toBeUndefined()
    rig.quote({ last: 99 })
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
  })

  it('unfilled ends the bracket', () => {
    expect(begin().canceled('entry-1').finished).toMatchObject({ status: 'expired' })
    expect(begin().reject('entry-1', 'blocked', 'no margin').finished).toMatchObject({
      status: 'failed',
      reason: 'the entry was refused: no margin',
    })
  })

  it('is sent again where the refusal passes by itself', () => {
    const rig = begin().reject('entry-1', 'transient')
    expect(open(rig)).toEqual([])
    rig.at(1000)
    expect(open(rig)).toEqual(['entry-2 10 entry 100'])
  })
})
