import { simulatedClock } from '@shagun/core'
import { expect, it } from 'vitest'
import { createSteppedTimers } from './stepped-timers.ts'

function open() {
  const clock = simulatedClock(1_000)
  const failures: unknown[] = []
  const timers = createSteppedTimers(clock, (cause) => failures.push(cause))
  const ran: string[] = []
  const note = (name: string) => () => {
    ran.push(`${name} at ${clock.now()}`)
  }
  return { clock, timers, failures, ran, note }
}

it('runs one timer at a time, in order of time and then of asking', () => {
  const { timers, ran, note } = open()
  timers.after(20, note('late'))
  timers.after(10, note('first'))
  timers.after(10, note('second'))
  expect(timers.next).toBe(1_010)
  timers.run()
  expect(ran).toEqual(['first at 1010'])
  timers.run()
  timers.run()
  expect(ran).toEqual(['first at 1010', 'second at 1010', 'late at 1020'])
  expect(timers.next).toBe(Number.POSITIVE_INFINITY)
  timers.run()
  expect(ran).toHaveLength(3)
})

it('runs at once what is due in no time, in the past or at no time at all', () => {
  const { timers, ran, note } = open()
  for (const ms of [0, -5, Number.NaN]) timers.after(ms, note(String(ms)))
  for (let i = 0; i < 3; i++) timers.run()
  expect(ran).toEqual(['0 at 1000', '-5 at 1000', 'NaN at 1000'])
})

it('leaves out a timer that was called off, and is called off twice without harm', () => {
  const { timers, ran, note } = open()
  const cancel = timers.after(10, note('never'))
  timers.after(20, note('still'))
  cancel()
  cancel()
  timers.run()
  expect(ran).toEqual(['still at 1020'])
  expect(timers.next).toBe(Number.POSITIVE_INFINITY)
})

it('tells what a timer threw, or what its promise was rejected with', async () => {
  const { timers, failures } = open()
  timers.after(1, () => {
    throw new Error('thrown')
  })
  timers.after(2, async () => {
    throw new Error('rejected')
  })
  timers.run()
  timers.run()
  await Promise.resolve()
  expect(failures).toEqual([new Error('thrown'), new Error('rejected')])
})
