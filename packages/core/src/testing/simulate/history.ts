import type { Side } from '../../model/supports.ts'
import { executionFaults, type FaultKind, faultKinds } from './fault.ts'

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
  /** Others show other prices; `hears` says what of it reaches the process. */
  | {
      readonly type: 'market'
      readonly instrument: number
      readonly ticks: number
      readonly spreadTicks: number
      readonly quantity: number
      readonly isDepth: boolean
      readonly hears: 'all' | 'nothing' | 'lost'
    }
  /** A parent order is begun; `chance` is the seed of what is drawn for it. */
  | { readonly type: 'execute'; readonly chance: number }
  | { readonly type: 'steer'; readonly pick: number; readonly how: Steering; readonly chance: number }
  /** Somebody halts trading, or allows it again. */
  | { readonly type: 'halt' }
  /** The clock of the process is set anew, or, where it is `asleep`, time goes by without it. */
  | { readonly type: 'jump'; readonly ms: number; readonly asleep: boolean }

/** What a user does to an algo at work. */
type Steering = 'pause' | 'resume' | 'amend' | 'cancel'

export interface HistoryOptions {
  readonly random: () => number
  readonly steps: number
  readonly faults: readonly FaultKind[]
  /** Whether algos trade in it. */
  readonly executes: boolean
}

/** Draws a history. Some are calm, some are wild, some have outside orders or several days. */
export function drawHistory({ random, steps, faults, executes }: HistoryOptions): Step[] {
  const upTo = (n: number): number => Math.floor(random() * n)
  const between = (from: number, to: number): number => from + upTo(to - from + 1)
  /** Mostly the same one, so that things meet. */
  const instrument = (): number => (random() < 0.75 ? 0 : upTo(1000))
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)]!
  const wildness = random()
  const kinds = [...faultKinds, ...executionFaults].filter((fault) => faults.includes(fault))
  const weights: Readonly<Record<Step['type'], number>> = {
    place: executes ? 0.5 : 6,
    cancel: executes ? 0.5 : 2.5,
    // Who makes an algo's order larger by hand has more than its parent asks for.
    modify: executes ? 0 : 3,
    print: executes ? 5 : 9,
    wait: 6,
    fault: kinds.length === 0 ? 0 : 9 * wildness,
    stop: 0.7,
    outside: random() < 0.2 ? 1 : 0,
    day: random() < 0.1 ? 0.4 : 0,
    market: executes ? 14 : 0,
    execute: executes ? 2 : 0,
    steer: executes ? 3 : 0,
    halt: executes ? 0.5 : 0,
    jump: executes ? 0.7 : 0,
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
    market: () => ({
      type: 'market',
      instrument: instrument(),
      ticks: between(-6, 6),
      spreadTicks: between(1, 4),
      quantity: between(1, 60),
      isDepth: random() < 0.4,
      hears: random() < 0.85 ? 'all' : random() < 0.7 ? 'nothing' : 'lost',
    }),
    execute: () => ({ type: 'execute', chance: upTo(2 ** 31) }),
    steer: () => ({
      type: 'steer',
      pick: upTo(1000),
      how: oneOf(['pause', 'resume', 'resume', 'amend', 'amend', 'cancel']),
      chance: upTo(2 ** 31),
    }),
    halt: () => ({ type: 'halt' }),
    jump: () => ({
      type: 'jump',
      ms: random() < 0.3 ? -between(1, 20_000) : between(1, 90_000),
      asleep: random() < 0.6,
    }),
  }
  // Without a price and a parent there would be nothing to see.
  const opening = executes ? [draw.market(), draw.execute()] : []
  return [...opening, ...Array.from({ length: Math.max(0, steps - opening.length) }, () => draw[drawType()]())]
}
