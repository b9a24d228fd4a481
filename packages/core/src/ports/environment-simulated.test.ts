import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom, simulatedClock } from './environment-simulated.ts'

describe('simulatedClock', () => {
  it('stands still until it is moved', () => {
    const clock = simulatedClock(5)
    expect([clock.now(), clock.now()]).toEqual([5, 5])
    clock.advanceTo(7)
    expect(clock.now()).toBe(7)
    clock.advanceTo(7)
    expect(clock.now()).toBe(7)
  })

  it('runs what is due, each at its own moment, in order of time and then of asking', () => {
    const clock = simulatedClock(100)
    const ran: string[] = []
    const at = (ms: number, name: string) => clock.after(ms, () => ran.push(`${name}@${clock.now()}`))
    at(20, 'c')
    at(10, 'a')
    at(20, 'd')
    at(10, 'b')
    at(30, 'e')
    clock.advanceTo(120)
    expect(ran).toEqual(['a@110', 'b@110', 'c@120', 'd@120'])
    clock.advanceTo(200)
    expect(ran.at(-1)).toBe('e@130')
    expect(clock.now()).toBe(200)
  })

  it('runs a timer once', () => {
    const clock = simulatedClock(0)
    let runs = 0
    clock.after(1, () => runs++)
    clock.advanceTo(10)
    clock.advanceTo(20)
    expect(runs).toBe(1)
  })

  it('runs nothing before it is moved, not even what is due at once or overdue', () => {
    const clock = simulatedClock(50)
    const ran: number[] = []
    clock.after(0, () => ran.push(clock.now()))
    clock.after(-10, () => ran.push(clock.now()))
    expect(ran).toEqual([])
    clock.advanceTo(50)
    expect(ran).toEqual([50, 50])
  })

  it('runs what is asked for on the way in the same move, where it falls due in it', () => {
    const clock = simulatedClock(0)
    const ran: string[] = []
    const note = (name: string) => () => {
      ran.push(`${name}@${clock.now()}`)
    }
    clock.after(10, () => {
      note('first')()
      clock.after(5, note('second'))
      clock.after(0, note('at once'))
      clock.after(90, note('too late'))
    })
    clock.after(15, note('asked for before'))
    clock.advanceTo(99)
    expect(ran).toEqual(['first@10', 'at once@10', 'asked for before@15', 'second@15'])
    clock.advanceTo(100)
    expect(ran.at(-1)).toBe('too late@100')
  })

  it('does not run what was canceled, be it in the same moment', () => {
    const clock = simulatedClock(0)
    const ran: string[] = []
    const cancelEarly = clock.after(10, () => ran.push('early'))
    clock.after(20, () => {
      ran.push('canceler')
      cancelLate()
    })
    const cancelLate = clock.after(20, () => ran.push('late'))
    clock.after(20, () => ran.push('other'))
    cancelEarly()
    cancelEarly()
    clock.advanceTo(30)
    cancelLate()
    expect(ran).toEqual(['canceler', 'other'])
  })

  it('never runs a timer of no end, and lets the others pass it', () => {
    const clock = simulatedClock(0)
    const ran: string[] = []
    clock.after(Number.POSITIVE_INFINITY, () => ran.push('never'))
    clock.after(5, () => ran.push('soon'))
    clock.advanceTo(1e15)
    expect(ran).toEqual(['soon'])
  })

  it.each([99, -1, Number.NaN])('refuses to move from 100 to %s, and stays where it is', (time) => {
    const clock = simulatedClock(100)
    let ran = false
    clock.after(0, () => (ran = true))
    expect(() => clock.advanceTo(time)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        details: { option: 'time', value: String(time), expected: '100 or later' },
      }),
    )
    expect([clock.now(), ran]).toEqual([100, false])
  })

  it('runs at once what waits for no number of milliseconds, and holds nothing up by it', () => {
    const clock = simulatedClock(0)
    const ran: string[] = []
    clock.after(3, () => ran.push(`after@${clock.now()}`))
    clock.after(Number.NaN, () => ran.push(`no number@${clock.now()}`))
    clock.advanceTo(5)
    expect(ran).toEqual(['no number@0', 'after@3'])
  })

  it('does not go back when a timer moves it further than it was asked to go', () => {
    const clock = simulatedClock(0)
    clock.after(10, () => clock.advanceTo(100))
    clock.advanceTo(50)
    expect(clock.now()).toBe(100)
  })

  it('stands at the moment of a timer that throws, and goes on from there', () => {
    const clock = simulatedClock(0)
    const ran: number[] = []
    clock.after(10, () => {
      throw new Error('broken')
    })
    clock.after(20, () => ran.push(clock.now()))
    expect(() => clock.advanceTo(30)).toThrow('broken')
    expect([clock.now(), ran]).toEqual([10, []])
    clock.advanceTo(30)
    expect(ran).toEqual([20])
  })

  it('runs every timer in order, whatever is asked for and canceled', () => {
    const timer = fc.record({ ms: fc.nat(20), cancel: fc.boolean(), next: fc.option(fc.nat(10)) })
    fc.assert(
      fc.property(fc.array(timer, { maxLength: 20 }), (timers) => {
        const clock = simulatedClock(0)
        const ran: [time: number, asked: number][] = []
        let asked = 0
        const ask = (ms: number, next: number | null) => {
          const [due, order] = [clock.now() + ms, asked++]
          return clock.after(ms, () => {
            expect(clock.now()).toBe(due)
            ran.push([due, order])
            if (next !== null) ask(next, null)
          })
        }
        const cancels = timers.map(({ ms, next }) => ask(ms, next))
        timers.forEach(({ cancel }, i) => {
          if (cancel) cancels[i]!()
        })
        clock.advanceTo(30)
        const kept = timers.filter(({ cancel }) => !cancel)
        expect(ran).toHaveLength(kept.length + kept.filter(({ next }) => next !== null).length)
        expect(ran).toEqual(ran.toSorted(([a, first], [b, second]) => a - b || first - second))
      }),
    )
  })
})

describe('seededRandom', () => {
  const draw = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed))

  it('gives the same numbers for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(draw(seed, 20)).toEqual(draw(seed, 20))
      }),
    )
  })

  it('gives other numbers for another seed, also for the next one', () => {
    const first = new Set<number>()
    for (let seed = -5_000; seed < 5_000; seed++) first.add(seededRandom(seed)())
    expect(first.size).toBe(10_000)
  })

  it('counts only the lowest 32 bits of a seed', () => {
    expect(draw(2 ** 32 + 7, 5)).toEqual(draw(7, 5))
  })

  it('lets one sequence alone when another is drawn from', () => {
    const [a, b] = [seededRandom(1), seededRandom(2)]
    const mixed = Array.from({ length: 10 }, () => [a(), b()])
    expect(mixed.map(([first]) => first)).toEqual(draw(1, 10))
    expect(mixed.map(([, second]) => second)).toEqual(draw(2, 10))
  })

  it('stays from 0 to below 1', () => {
    for (const seed of [0, 1, -1, 2 ** 31, 42])
      for (const number of draw(seed, 20_000)) if (!(number >= 0 && number < 1)) expect.unreachable(String(number))
  })

  it('is xoshiro128** seeded by SplitMix32, 53 bits of it', () => {
    for (const seed of [0, 1, 42, -7, 0xdeadbeef]) expect(draw(seed, 50)).toEqual(referenceDraws(seed, 50))
  })

  it('uses all 53 bits that a number below 1 has', () => {
    const seen = [0n, 0n]
    for (const number of draw(3, 200)) {
      const bits = BigInt(number * 2 ** 53)
      expect(Number(bits)).toBe(number * 2 ** 53)
      seen[0]! |= bits
      seen[1]! |= ~bits & (2n ** 53n - 1n)
    }
    // Every bit was 1 at least once, and 0 at least once.
    expect(seen).toEqual([2n ** 53n - 1n, 2n ** 53n - 1n])
  })

  it('is spread evenly', () => {
    // Chi-squared over 100 cells: mean 99, standard deviation 14; 5 of those is beyond chance.
    for (const seed of [1, 2, 3]) {
      const cells = new Array<number>(100).fill(0)
      for (const number of draw(seed, 100_000)) cells[Math.floor(number * 100)]!++
      const chi = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
      expect(chi).toBeGreaterThan(99 - 70)
      expect(chi).toBeLessThan(99 + 70)
    }
  })
})

/** The published algorithms in whole numbers, without any trick of 32-bit arithmetic. */
function referenceDraws(seed: number, count: number): number[] {
  const mask = 0xffffffffn
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask
  let mixed = BigInt(seed) & mask
  const splitMix = () => {
    mixed = (mixed + 0x9e3779b9n) & mask
    let z = mixed
    z = ((z ^ (z >> 16n)) * 0x21f0aaadn) & mask
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) & mask
    return z ^ (z >> 15n)
  }
  const s: [bigint, bigint, bigint, bigint] = [splitMix(), splitMix(), splitMix(), splitMix()]
  const next = () => {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask
    const t = (s[1] << 9n) & mask
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotate(s[3], 11n)
    return result
  }
  return Array.from({ length: count }, () => {
    const high = next() >> 5n
    const low = next() >> 6n
    return Number((high << 26n) | low) / 2 ** 53
  })
}
