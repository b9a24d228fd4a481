import type { TcaResult } from '@shagun/core'
import type { TradedDay } from './trade-day.ts'

/** What each order cost, for a terminal of 80 columns. */
export function renderTable(traded: Readonly<Record<string, TradedDay>>): string {
  const rows = Object.entries(traded).flatMap(([name, { cost, exitCost }]) => [
    cellsOf(name, cost),
    ...(exitCost === undefined ? [] : [cellsOf('  its exit', exitCost)]),
  ])
  return [heads[0], heads[1], ...rows].map(lineOf).join('\n')
}

const heads = [
  ['', 'filled', 'average', 'arrival', 'VWAP', 'impact', 'part of', 'fees', 'took'],
  ['', '', 'price', 'bps', 'bps', 'bps', 'volume', '₹', 'h:mm:ss'],
] as const
const widths = [16, 7, 9, 9, 8, 8, 8, 7, 8] as const

function cellsOf(name: string, cost: TcaResult): readonly string[] {
  const { arrival, vwap, participation, shortfall, durations, averagePrice, filledQuantity } = cost
  return [
    name,
    filledQuantity.toFixed(),
    averagePrice?.toFixed(2) ?? '–',
    bps(arrival.slippageBps),
    bps(vwap.slippageBps),
    bps(impactBps(cost)),
    participation.rate === null ? '–' : `${(100 * participation.rate).toFixed(1)} %`,
    shortfall.fees.toFixed(0),
    span(durations.arrivalToEndMs ?? 0),
  ]
}

/** How far from the middle of the market it traded on average: below 0 where it was paid for waiting. */
export function impactBps({ spread }: TcaResult): number | null {
  return spread.effectiveBps === null ? null : spread.effectiveBps / 2
}

function lineOf(cells: readonly string[]): string {
  const [name, ...numbers] = cells
  return (name!.padEnd(widths[0]) + numbers.map((text, i) => text.padStart(widths[i + 1]!)).join('')).trimEnd()
}

function bps(value: number | null): string {
  return value === null ? '–' : value.toFixed(1)
}

function span(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
