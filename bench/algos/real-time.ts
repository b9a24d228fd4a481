import { createHistogram, monitorEventLoopDelay, performance, type RecordableHistogram } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { twap } from '@shagun/algos'
import type { AlgoParams, Quote } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { instrumentCount, lastLookMs, parentCount, quotesPerSecond, sliceMs, slices, slicesOf } from './load.ts'
import { openReal } from './market.ts'
import { observed } from './observed.ts'

/** How long everybody has to begin. */
const leadMs = 4_000
/** More than come in a millisecond, so that a late turn can be made good, and few enough that the loop turns at all. */
const mostInTurn = 20

/** Parents that each send a slice so often, at moments of their own, while quotes come in: how late they are woken. */
export async function measureParents(everyMs: number): Promise<Sample> {
  const count = slicesOf(everyMs)
  const now = preciseClock()
  const errors = createHistogram()
  const wanted = new WeakMap<AlgoParams, number>()
  const algo = observed(twap, ({ type, params }, { commands }) => {
    if (type === 'woke') note(errors, now() - wanted.get(params)!)
    const wake = commands.findLast((command) => command.type === 'wake')
    if (wake !== undefined) wanted.set(params, Math.max(wake.at, now()))
  })
  const { trader, instruments, show, tell } = await openReal([algo], instrumentCount)
  let filled = 0
  trader.on('order.filled', () => {
    filled++
  })
  const quoteOf = (i: number): Quote => {
    const last = 100 + (i % 7) / 20
    return { instrument: instruments[i % instrumentCount]!.id, time: Date.now(), last, bid: last - 0.05, ask: last }
  }
  for (let i = 0; i < instrumentCount; i++) show(quoteOf(i))
  const pace = quotesAt(quotesPerSecond, (i) => tell({ type: 'quote', quote: quoteOf(i) }))

  const begin = Date.now() + leadMs
  const executions = Array.from({ length: parentCount }, (_, i) =>
    trader.execute(
      algo({
        instrument: instruments[i % instrumentCount]!.id,
        side: 'buy',
        quantity: 100 * count,
        startAt: begin + phaseOf(i, everyMs),
        durationMs: everyMs * count,
        slices: count,
        placement: 'aggressive',
      }),
    ),
  )
  const figures = await watch(begin, errors, everyMs)
  const results = await Promise.all(executions.map(({ finished }) => finished))
  const heard = pace.stop()
  await trader.stop()
  const done = results.filter(({ status }) => status === 'done').length
  return { figures: { ...figures, quotesPerSecond: heard }, outcome: Float64Array.of(done, filled) }
}

/** The same moments, asked for by timers that do nothing. */
export async function measureBareTimers(): Promise<Sample> {
  const now = preciseClock()
  const errors = createHistogram()
  const begin = Date.now() + leadMs
  let woken = 0
  for (let i = 0; i < parentCount; i++) {
    const moments = Array.from({ length: slices }, (_, slice) => begin + phaseOf(i, sliceMs) + slice * sliceMs)
    const all = moments.flatMap((at) => [at, at + lastLookMs]).values()
    const next = (): void => {
      const { value: at } = all.next()
      if (at === undefined) return
      setTimeout(
        () => {
          note(errors, now() - at)
          woken++
          next()
        },
        Math.max(0, at - Date.now()),
      )
    }
    next()
  }
  const figures = await watch(begin, errors, sliceMs)
  await wait(2 * sliceMs)
  return { figures: { ...figures, quotesPerSecond: 0 }, outcome: Float64Array.of(woken) }
}

/** Measures from the second slices on until the last. */
async function watch(begin: number, errors: RecordableHistogram, everyMs: number): Promise<Record<string, number>> {
  await wait(begin + everyMs - Date.now())
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  errors.reset()
  const cpu = process.cpuUsage()
  const from = performance.now()
  await wait(begin + (slicesOf(everyMs) - 1) * everyMs - Date.now())
  const seconds = (performance.now() - from) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  const ms = (us: number): number => us / 1_000
  const loop = (ns: number): number => Math.max(0, ns / 1e6 - 1)
  return {
    p50: ms(errors.percentile(50)),
    p99: ms(errors.percentile(99)),
    longest: ms(errors.max),
    wakesPerSecond: errors.count / seconds,
    loopP50: loop(delay.percentile(50)),
    loopP99: loop(delay.percentile(99)),
    loopLongest: loop(delay.max),
    cpuPercent: (user + system) / seconds / 1e4,
  }
}

/** Spread over the time of a slice, and not in the order in which they were begun. */
function phaseOf(parent: number, everyMs: number): number {
  return ((parent * 617) % parentCount) * (everyMs / parentCount)
}

/** Early counts as late does. */
function note(errors: RecordableHistogram, errorMs: number): void {
  errors.record(Math.max(1, Math.round(Math.abs(errorMs) * 1_000)))
}

/** At a pace; `stop` says what came of it. */
function quotesAt(perSecond: number, tell: (i: number) => void): { stop(): number } {
  const begin = performance.now()
  let told = 0
  const pace = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) * perSecond) / 1_000)
    for (let turn = 0; told < due && turn < mostInTurn; turn++) tell(told++)
  }, 1)
  return {
    stop() {
      clearInterval(pace)
      return (told * 1_000) / (performance.now() - begin)
    },
  }
}

/** The machine's time with fractions of its milliseconds, from the moment at which they last moved on. */
function preciseClock(): () => number {
  const before = Date.now()
  while (Date.now() === before);
  const offset = Date.now() - performance.now()
  return () => offset + performance.now()
}
