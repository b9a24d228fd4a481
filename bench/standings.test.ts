import { describe, expect, it } from 'vitest'
import type { Rounds } from './measure.ts'
import { closest, standings } from './standings.ts'

const rounds: Rounds = new Map(
  Object.entries({ ours: [10, 20, 30], quick: [15, 26, 60], slow: [100, 300, 90] }).map(([name, values]) => [
    name,
    values.map((ns) => ({ figures: { ns }, outcome: new Float64Array() })),
  ]),
)
const labels = new Map(['ours', 'quick', 'slow', 'absent'].map((name) => [name, `${name} 1.0`]))

describe('standings', () => {
  it('show median, spread and the ratio within rounds', () => {
    const { rows } = standings({ title: '', rounds, figure: 'ns', ours: 'ours', labels, unit: 'ns' })
    expect(rows).toEqual([
      ['ours 1.0', '20.0', '10.0 to 30.0', '1.00x'],
      ['quick 1.0', '26.0', '15.0 to 60.0', '1.50x'],
      ['slow 1.0', '100', '90.0 to 300', '10.0x'],
      ['absent 1.0', 'not measured here', '', ''],
    ])
  })

  it('say the median in another way where they are asked', () => {
    const also = { head: 'a second', of: (ns: number) => String(1e9 / ns) }
    const { head, rows } = standings({ title: 'who', rounds, figure: 'ns', ours: 'ours', labels, unit: 'ns', also })
    expect(head).toEqual(['who', 'ns', 'min to max', 'a second', 'times ours'])
    expect(rows[0]).toEqual(['ours 1.0', '20.0', '10.0 to 30.0', '50000000', '1.00x'])
    expect(rows[3]).toHaveLength(head.length)
  })
})

describe('the closest', () => {
  it('is the fastest that is there', () => {
    expect(closest(rounds, 'ns', 'ours', ['absent', 'slow', 'quick'])).toEqual({ name: 'quick', times: 1.5 })
  })

  it('is nobody where nobody is there', () => {
    expect(closest(rounds, 'ns', 'ours', ['absent'])).toBeUndefined()
  })
})
