import { Decimal, type DecimalInput } from '@shagun/core'
import { invalidOption } from '../invalid.ts'

/**
 * What a limit is measured on. Money is summed over currencies as if they were one.
 *
 * - `gross`: the worth of all positions, long and short added up; `net`: long less short, without its sign;
 * - `position`, `sector`: the worth of the largest one, a sector gross;
 * - `unrealized-loss`: on what is held, below its cost; `daily-loss`: since the trading day began, after fees;
 * - `leverage`, `concentration`, `sector-concentration`: gross, the largest position, the largest sector, as parts of equity;
 * - `drawdown`: how far equity is below its high-water mark, as a part of it.
 */
export type RiskMeasure =
  | 'gross'
  | 'net'
  | 'position'
  | 'sector'
  | 'unrealized-loss'
  | 'daily-loss'
  | 'leverage'
  | 'concentration'
  | 'sector-concentration'
  | 'drawdown'

/** What the monitor does: each rung does what those before it do. */
export type RiskReaction = Exclude<RiskRung, 'clear'>

/** How far up the ladder of reactions the monitor is. */
export type RiskRung = (typeof rungs)[number]

/** A level that a measure must stay below, and what is done where it does not. */
export interface RiskLimit {
  readonly measure: RiskMeasure
  /** It trips at this or more: money, or a part of 1 for `leverage`, the concentrations and `drawdown`. Above 0. */
  readonly at: DecimalInput
  readonly reaction: RiskReaction
  /**
   * Below this it can be armed again, in the unit of `at`. So a measure that moves about the limit trips it once. Default:
   * nine tenths of `at`.
   */
  readonly rearmBelow?: DecimalInput
  /** By which breaches and re-arming know it. Default: measure and reaction, `drawdown-halt`. */
  readonly name?: string
}

/** From nothing at all to the end of everything. */
const rungs = ['clear', 'warn', 'reduce-only', 'halt', 'cancel-all', 'flatten'] as const

export function heightOf(rung: RiskRung): number {
  return rungs.indexOf(rung)
}

/** What a measure is read from. */
export interface Figures {
  readonly gross: number
  readonly net: number
  readonly cost: number
  readonly equity: number
  readonly largest: number
  readonly largestSector: number
  readonly today: number
  readonly drawdown: number
}

export const measures: Readonly<Record<RiskMeasure, (figures: Figures) => number>> = {
  gross: ({ gross }) => gross,
  net: ({ net }) => Math.abs(net),
  position: ({ largest }) => largest,
  sector: ({ largestSector }) => largestSector,
  'unrealized-loss': ({ net, cost }) => cost - net,
  'daily-loss': ({ today }) => -today,
  leverage: ({ gross, equity }) => partOf(gross, equity),
  concentration: ({ largest, equity }) => partOf(largest, equity),
  'sector-concentration': ({ largestSector, equity }) => partOf(largestSector, equity),
  drawdown: ({ drawdown }) => drawdown,
}

/** Whoever has no equity has no room for anything. */
function partOf(amount: number, equity: number): number {
  if (amount === 0) return 0
  return equity > 0 ? amount / equity : Infinity
}

/** A limit in numbers. */
export interface ReadLimit {
  readonly name: string
  readonly measure: RiskMeasure
  readonly reaction: RiskReaction
  readonly at: number
  readonly rearmBelow: number
}

/** @throws ShagunError `invalid-options` where a limit has no meaning */
export function readLimits(limits: readonly RiskLimit[]): readonly ReadLimit[] {
  const names = new Set<string>()
  return limits.map((limit) => {
    const { measure, reaction } = limit
    if (!Object.hasOwn(measures, measure))
      throw invalid('measure', measure, `one of ${Object.keys(measures).join(', ')}`)
    if (!rungs.slice(1).includes(reaction)) throw invalid('reaction', reaction, `one of ${rungs.slice(1).join(', ')}`)
    const at = readLevel('at', limit.at)
    const rearmBelow = limit.rearmBelow === undefined ? 0.9 * at : readLevel('rearmBelow', limit.rearmBelow)
    if (rearmBelow > at) throw invalid('rearmBelow', limit.rearmBelow, `at most the limit itself, ${at}`)
    const name = limit.name ?? `${measure}-${reaction}`
    // A re-arming is written down as a list of names.
    if (!/^[\w./-]+$/.test(name)) throw invalid('name', name, 'letters, digits and any of . / _ -')
    if (names.has(name)) throw invalid('name', name, 'another name for each limit')
    names.add(name)
    return { name, measure, reaction, at, rearmBelow }
  })
}

function readLevel(option: string, input: DecimalInput): number {
  let level = Number.NaN
  try {
    level = new Decimal(input).toNumber()
  } catch {
    // Said below, as of any other that is no number.
  }
  if (level > 0 && level < Infinity) return level
  throw invalid(option, input, 'a finite number above 0')
}

function invalid(option: string, value: unknown, expected: string) {
  return invalidOption('createRiskMonitor', `limits: ${option}`, value, expected)
}
