import type { Calendar, Timestamp } from '@shagun/core'
import { type OwnVolume, requireShare, shareOf } from '../participation/lots-within.ts'
import { invalid, requireOneOf } from '../schedule/schedule-params.ts'
import { elapsedAt, momentAt, tradingSpans } from '../schedule/trading-time.ts'

/** How an order takes part, and how fast the market trades. */
export interface ParticipationOutlook {
  readonly now: Timestamp
  /** What is not filled yet, units. */
  readonly remainingQuantity: number
  /** Above 0, at most 1. */
  readonly participationRate: number
  /** What the market has traded in `elapsedMs`, units: since the start, or lately. */
  readonly marketVolume: number
  /** How long that took, trading time alone. */
  readonly elapsedMs: number
  /** Whether that volume contains our own fills. Default: `inclusive`. */
  readonly ownVolume?: OwnVolume
  /** The venue's hours; without them it trades around the clock. */
  readonly calendar?: Calendar
}

/**
 * When an order that follows the market's volume will be filled, if the market goes on trading as fast as it did.
 *
 * Participation has no end of its own, so this is a guess that moves with the market; ask again as it does.
 *
 * @returns epoch ms; `null` where the market has traded nothing, and where it would take more than a year
 * @throws ShagunError `invalid-options` for a rate that is no share, and for quantities or times below 0
 * @example
 * ```ts
 * import { projectedCompletion } from '@shagun/algos'
 *
 * // 10 % of 60 000 an hour is 6 000 an hour.
 * const now = Date.UTC(2026, 10, 27, 5)
 * const market = { marketVolume: 60_000, elapsedMs: 3_600_000 }
 * projectedCompletion({ now, remainingQuantity: 3_000, participationRate: 0.1, ...market }) // half an hour later
 * ```
 */
export function projectedCompletion(outlook: ParticipationOutlook): Timestamp | null {
  const {
    now,
    remainingQuantity,
    participationRate,
    marketVolume,
    elapsedMs,
    ownVolume = 'inclusive',
    calendar,
  } = outlook
  requireShare('participationRate', participationRate)
  requireOneOf('ownVolume', ownVolume, ['inclusive', 'exclusive'])
  for (const name of ['now', 'remainingQuantity', 'marketVolume', 'elapsedMs'] as const) {
    const value = outlook[name]
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw invalid(name, value, 'a finite number of 0 or more')
  }
  if (remainingQuantity === 0) return now
  const ours = (shareOf(participationRate, ownVolume) * marketVolume) / elapsedMs
  const tradingMs = Math.ceil(remainingQuantity / ours)
  if (!(tradingMs <= longestMs)) return null
  if (calendar === undefined) return now + tradingMs
  // A quarter of a day of trading is usual; most of what is needed lies in far less than a year.
  for (let days = 8; days <= 366; days *= 2) {
    const spans = tradingSpans({ from: now, to: now + days * dayMs }, calendar)
    if (elapsedAt(spans, now + days * dayMs) >= tradingMs) return momentAt(spans, tradingMs)
  }
  return null
}

const dayMs = 86_400_000
const longestMs = 366 * dayMs
