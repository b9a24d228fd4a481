import { expect, it } from 'vitest'
import { inTurn } from './in-turn.ts'

it('takes all steps at once where nothing is to be waited for', () => {
  const taken: number[] = []
  const step = (n: number) => () => {
    taken.push(n)
  }
  expect(inTurn([step(1), step(2)])).toBeUndefined()
  expect(taken).toEqual([1, 2])
})

it('waits for what comes of a step before it takes the next', async () => {
  const told: string[] = []
  const step = (n: number) => () => {
    told.push(`step ${n}`)
  }
  const settle = async (): Promise<void> => {
    await Promise.resolve()
    told.push('settled')
  }
  await inTurn([step(1), step(2)], settle)
  expect(told).toEqual(['step 1', 'settled', 'step 2', 'settled'])
})

it('goes no further where what came of a step failed', async () => {
  const told: string[] = []
  const steps = ['a', 'b'].map((name) => () => {
    told.push(name)
  })
  await expect(inTurn(steps, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(told).toEqual(['a'])
})
