import type { Side } from '../../model/supports.ts'
import { type FaultKind, faultKinds } from './fault.ts'

/** One thing that happens in a history. Steps are plain data, and each stands by itself: any may be left out. */
export type Step =
  | {
      readonly type: 'place'
      /** Which of the instruments, sides and so on; a number picks one, whatever there is. */
      readonly instrument: number
      readonly side: Side
      readonly orderType: number
      readonly quantity: number
      /** Of limit and stop to the last price, in ticks. */
      readonly limitTicks: number
      readonly stopTicks: number
      readonly timeInForce: number
    }
  | { readonly type: 'cancel'; readonly pick: number }
  | { readonly type: 'modify'; readonly pick: number; readonly quantity?: number; readonly limitTicks?: number }
  | { readonly type: 'print'; readonly instrument: number; readonly ticks: number; readonly quantity: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'fault'; readonly fault: FaultKind; readonly forMs: number; readonly afterAppends: number }
  | { readonly type: 'stop' }
  | { readonly type: 'outside'; readonly instrument: number; readonly side: Side; readonly quantity: number }
  | { readonly type: 'day' }

export interface HistoryOptions {
  readonly random: () => number
  readonly steps: number
  readonly faults: readonly FaultKind[]
}

/** Draws a history. Some are calm, some are wild, some have outside orders or several days. */
export function drawHistory({ random, steps, faults }: HistoryOptions): Step[] {
  const upTo = (n: number): number => Math.floor(random() * n)
  const between = (from: number, to: number): number => from + upTo(to - from + 1)
  /** Mostly the same one, so that things meet. */
  const instrument = (): number => (random() < 0.75 ? 0 : upTo(1000))
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)]!
  const wildness = random()
  const kinds = faultKinds.filter((fault) => faults.includes(fault))
  const weights: Readonly<Record<Step['type'], number>> = {
    place: 6,
    cancel: 2.5,
    modify: 3,
    print: 9,
    wait: 6,
    fault: kinds.length === 0 ? 0 : 9 * wildness,
    stop: 0.7,
    outside: random() < 0.2 ? 1 : 0,
    day: random() < 0.1 ? 0.4 : 0,
  }
  const all = Object.entries(weights) as [Step['type'], number][]
  const total = all.reduce((sum, [, weight]) => sum + weight, 0)

  function drawType(): Step['type'] {
    let left = random() * total
    for (const [type, weight] of all) {
      left -= weight
      if (left < 0) return type
    }
    return 'wait'
  }

  const draw: { readonly [T in Step['type']]: () => Extract<Step, { readonly type: T }> } = {
    place: () => ({
      type: 'place',
      instrument: instrument(),
      side: oneOf(['buy', 'sell']),
      orderType: upTo(1000),
      quantity: between(1, 40),
      limitTicks: between(-8, 8),
      stopTicks: between(-8, 8),
      timeInForce: upTo(1000),
    }),
    cancel: () => ({ type: 'cancel', pick: upTo(1000) }),
    modify: () => ({
      type: 'modify',
      pick: upTo(1000),
      ...(random() < 0.6 && { quantity: between(1, 60) }),
      ...(random() < 0.6 && { limitTicks: between(-8, 8) }),
    }),
    print: () => ({ type: 'print', instrument: instrument(), ticks: between(-5, 5), quantity: between(1, 50) }),
    wait: () => ({ type: 'wait', ms: Math.floor(10 ** (1 + random() * 3.6)) }),
    fault: () => ({
      type: 'fault',
      fault: oneOf(kinds),
      forMs: Math.floor(10 ** (2 + random() * 2.6)),
      afterAppends: upTo(8),
    }),
    stop: () => ({ type: 'stop' }),
    outside: () => ({
      type: 'outside',
      instrument: instrument(),
      side: oneOf(['buy', 'sell']),
      quantity: between(1, 20),
    }),
    day: () => ({ type: 'day' }),
  }
  return Array.from({ length: steps }, () => draw[drawType()]())
}
