import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { seededRandom, simulatedClock } from './environment-simulated.ts'
import { createEnvironment, systemClock, systemEnvironment } from './environment-system.ts'

describe('createEnvironment', () => {
  it('replaces the parts it is given and takes the rest from the machine', () => {
    const clock = simulatedClock(0)
    const random = seededRandom(7)
    const environment = createEnvironment({ clock, timers: clock, random })
    expect(environment).toEqual({ ...systemEnvironment, clock, timers: clock, random })
    expect(systemEnvironment.clock).toBe(systemClock)
  })

  it('logs what matters to the console, and nothing else', () => {
    const said: unknown[][] = []
    const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...line) => said.push([level, ...line])),
    )
    const { log } = createEnvironment({})
    log.debug('ignored')
    log.warn('slow', { ms: 3 })
    log.error('lost')
    for (const spy of spies) spy.mockRestore()
    expect(said).toEqual([
      ['warn', 'slow', { ms: 3 }],
      ['error', 'lost', ''],
    ])
  })

  it('draws from 0 to below 1', () => {
    const drawn = Array.from({ length: 1000 }, createEnvironment({}).random)
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true)
    expect(new Set(drawn).size).toBeGreaterThan(990)
  })
})

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("tells the machine's time", () => {
    expect(systemClock.now()).toBe(1_000)
    vi.advanceTimersByTime(5)
    expect(systemClock.now()).toBe(1_005)
  })

  it('runs once, when the time has passed', () => {
    const ran: number[] = []
    systemClock.after(10, () => ran.push(systemClock.now()))
    vi.advanceTimersByTime(9)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(100)
    expect(ran).toEqual([1_010])
  })

  it('does not run what was canceled, and canceling again does nothing', () => {
    const run = vi.fn()
    const cancel = systemClock.after(10, run)
    cancel()
    cancel()
    vi.advanceTimersByTime(100)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for months as well, though the machine counts only 24 days', () => {
    const days = 86_400_000
    const ran: number[] = []
    systemClock.after(100 * days + 1, () => ran.push(systemClock.now()))
    vi.advanceTimersByTime(100 * days)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual([100 * days + 1_001])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be canceled in the midst of so long a wait, and never runs at no time', () => {
    const days = 86_400_000
    const run = vi.fn()
    const cancels = [systemClock.after(100 * days, run), systemClock.after(Number.POSITIVE_INFINITY, run)]
    vi.advanceTimersByTime(60 * days)
    for (const cancel of cancels) cancel()
    vi.advanceTimersByTime(60 * days)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
