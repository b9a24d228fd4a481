import { describe, expect, it } from 'vitest'
import { looksPerSlice, parentCount, planners, slices } from '../algos/load.ts'
import { measureQuotes } from '../algos/quotes.ts'
import { record } from '../algos/record.ts'
import { scenes } from '../algos/scenes.ts'
import type { Sample } from '../entry.ts'
import { algos } from './algos.ts'

const figures = {
  ...{ idleNs: 1, actNs: 2, ns: 1_000, parentKb: 1, orderKb: 1, us: 1, cpuUs: 1 },
  ...{ p50: 0.1, p99: 1, longest: 2, loopP50: 0, loopP99: 1, loopLongest: 2, cpuPercent: 20, quotesPerSecond: 2_000 },
}
const outcomes: Readonly<Record<string, readonly number[]>> = {
  nobody: [0, 0],
  '1,000 parents on 1,000 instruments': [parentCount, 1],
  '1,000 parents on one instrument': [parentCount, parentCount],
  'slices of parents': [parentCount * slices],
  'the same orders from timers': [parentCount * slices],
  '1,000 parents, an order each 5 s': [parentCount, parentCount * 4],
  '1,000 parents, an order a second each': [parentCount, parentCount * slices],
  '1,000 bare timers': [parentCount * slices * looksPerSlice],
}
const all = (changes: Record<string, Partial<Sample>> = {}) =>
  new Map(
    algos.contestants.map(({ name }): [string, Sample] => [
      name,
      { figures, outcome: Float64Array.from(outcomes[name] ?? [0, 100]), ...changes[name] },
    ]),
  )

describe('algos', () => {
  it('reports whether a thousand parents are woken in time', () => {
    const met = (p99: number) => {
      const samples = all({
        '1,000 parents, an order each 5 s': { figures: { ...figures, p99 } },
        '1,000 parents, an order a second each': { figures: { ...figures, p99: 7 } },
      })
      return algos.report(new Map([...samples].map(([name, each]) => [name, [each]]))).goals.map((goal) => goal.met)
    }
    expect(met(4.9)).toEqual(['yes', 'no'])
    expect(met(5.1)).toEqual(['no', 'no'])
  })

  it('says of what each parent costs only that it is more than without any', () => {
    const samples = all({ '1,000 parents on one instrument': { figures: { ...figures, ns: 501_000 } } })
    const [, quotes] = algos.report(new Map([...samples].map(([name, each]) => [name, [each]]))).tables
    expect(quotes!.rows.map((row) => row.at(-1))).toEqual(['', '0', '0.500'])
  })

  it('are to decide what plain loops decide, and to fill every slice', () => {
    expect(() => algos.check(all())).not.toThrow()
    expect(() => algos.check(all({ twap: { outcome: Float64Array.of(0, 101) } }))).toThrow('agree')
    expect(() => algos.check(all({ 'slices of parents': { outcome: Float64Array.of(19_999) } }))).toThrow('19999')
    expect(() => algos.check(all({ nobody: { outcome: Float64Array.of(0, 1) } }))).toThrow('nobody')
  })

  it.each(planners)('do, in what is recorded of %s', async (planner) => {
    const scene = scenes[planner]()
    const steps = await record(scene)
    const decide = scene.plain()
    decide(steps[0]!.input)
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
    const acts = steps
      .map(({ input, step }) => ({ input, decision: sum(step.commands.map(scene.decisionOf)) }))
      .filter(({ decision }) => decision !== 0)
    expect(acts.length).toBeGreaterThan(90)
    for (const { input, decision } of acts) expect(decide(input)).toBeCloseTo(decision, 9)
    const idle = steps.filter(({ input: { type }, step }) => type === 'quote' && step.commands.length === 0)
    expect(idle.length).toBeGreaterThan(50)
    for (const { input } of idle) expect(decide(input)).toBe(0)
  })

  it('tell every parent of an instrument its quotes, once', async () => {
    const { outcome } = await measureQuotes(6, 2)
    expect([...outcome]).toEqual([6, 3])
  })
})
