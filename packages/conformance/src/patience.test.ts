import { simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { isBreach } from './conformance-case.ts'
import { createPatience } from './patience.ts'

/** Patience by a clock that is moved, and that clock. */
function simulated(patienceMs: number) {
  const clock = simulatedClock(0)
  return { clock, ...createPatience(patienceMs, (ms) => clock.advanceTo(clock.now() + ms)) }
}

describe('patience', () => {
  it('moves no clock for what needs no time', async () => {
    const { clock, answered, settle } = simulated(1000)
    expect(await answered(Promise.resolve(7), 'It')).toBe(7)
    await expect(answered(Promise.reject(new TypeError('no')), 'It')).rejects.toThrow(TypeError)
    await settle()
    expect(clock.now()).toBe(0)
  })

  it('moves the clock until there is an answer', async () => {
    const { clock, answered } = simulated(10_000)
    const late = new Promise((resolve) => clock.after(3000, () => resolve('late')))
    expect(await answered(late, 'It')).toBe('late')
    expect(clock.now()).toBe(3000)
  })

  it('has an end, and says whom it waited for', async () => {
    const { clock, answered, comesTrue } = simulated(1000)
    const error = await answered(new Promise(() => {}), 'A question').catch((cause: unknown) => cause)
    expect(isBreach(error)).toBe(true)
    expect(error).toMatchObject({ message: expect.stringMatching(/^A question had no answer after 1000 ms\. /) })
    expect(clock.now()).toBeLessThanOrEqual(1200)
    expect(await comesTrue(() => false, 300)).toBe(false)
  })

  it('goes by the clock of the machine where there is no other', async () => {
    const { answered } = createPatience(50, undefined)
    await expect(answered(new Promise(() => {}), 'A question')).rejects.toThrow('no answer after 50 ms')
    expect(await answered(new Promise((resolve) => setTimeout(resolve, 5, 'late')), 'It')).toBe('late')
  })

  it('lets exactly so much time go by', async () => {
    const { clock, pass } = simulated(1000)
    await pass(61_500)
    expect(clock.now()).toBe(61_500)
  })
})
