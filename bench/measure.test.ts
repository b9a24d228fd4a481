import { describe, expect, it } from 'vitest'
import type { Entry, Sample } from './entry.ts'
import { figuresOf, takeTurns } from './measure.ts'

const names = ['a', 'b', 'c']

function entryOf(check: Entry['check'] = () => {}): Entry {
  const measure = (): Promise<Sample> => Promise.reject(new Error('only in a process of its own'))
  return {
    name: 'test',
    about: '',
    contestants: names.map((name) => ({ name, needs: [], measure })),
    check,
    report: () => ({ goals: [], tables: [], notes: [] }),
  }
}

/** Figures count up, so that each tells when it was measured. */
function createRun() {
  const order: string[] = []
  const run = async (_entry: Entry, { name }: { readonly name: string }): Promise<Sample> => {
    order.push(name)
    return { figures: { ns: order.length }, outcome: new Float64Array(1) }
  }
  return { order, run }
}

describe('turns', () => {
  it('give every contestant one in each round, another one the first', async () => {
    const { order, run } = createRun()
    await takeTurns(entryOf(), { rounds: 2, isHere: () => true, run })
    expect(order.join('')).toBe('abc' + 'bca' + 'cab')
  })

  it('do not count the first round', async () => {
    const rounds = await takeTurns(entryOf(), { rounds: 2, isHere: () => true, run: createRun().run })
    expect(figuresOf(rounds, 'a', 'ns')).toEqual([6, 8])
    expect(figuresOf(rounds, 'c', 'ns')).toEqual([5, 7])
  })

  it('let a contestant join only the last rounds', async () => {
    const { order, run } = createRun()
    const { contestants, ...rest } = entryOf()
    const [a, b, c] = contestants
    const rounds = await takeTurns(
      { ...rest, contestants: [a!, { ...b!, rounds: 1 }, { ...c!, rounds: 2 }] },
      { rounds: 2, isHere: () => true, run },
    )
    expect(order.join('')).toBe('a' + 'ca' + 'cab')
    expect(figuresOf(rounds, 'b', 'ns')).toEqual([6])
  })

  it('leave out who is not there', async () => {
    const { order, run } = createRun()
    const rounds = await takeTurns(entryOf(), { rounds: 1, isHere: ({ name }) => name !== 'b', run })
    expect(order.join('')).toBe('acca')
    expect(figuresOf(rounds, 'b', 'ns')).toBeUndefined()
  })

  it('end where results do not agree, before anybody is measured again', async () => {
    const { order, run } = createRun()
    const entry = entryOf((samples) => {
      expect([...samples.keys()]).toEqual(names)
      throw new Error('a and b differ')
    })
    await expect(takeTurns(entry, { rounds: 5, isHere: () => true, run })).rejects.toThrow('a and b differ')
    expect(order).toHaveLength(3)
  })

  it('check the results of every round', async () => {
    let checks = 0
    const entry = entryOf(() => {
      checks++
    })
    await takeTurns(entry, { rounds: 4, isHere: () => true, run: createRun().run })
    expect(checks).toBe(5)
  })
})

describe('figures', () => {
  it('that nobody measured are an error, not a gap', async () => {
    const rounds = await takeTurns(entryOf(), { rounds: 1, isHere: () => true, run: createRun().run })
    expect(() => figuresOf(rounds, 'a', 'seconds')).toThrow('a did not measure seconds')
  })
})
