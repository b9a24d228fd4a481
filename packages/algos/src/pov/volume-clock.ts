import type { Timestamp } from '@shagun/core'
import type { MarketVolume } from '../participation/market-volume.ts'
import type { PovRates } from './pov-params.ts'

/** What of the market's volume is answered so far; units, and moments. */
export interface VolumeClock {
  readonly volume: MarketVolume
  /** When it was last looked at, and what had counted by then. */
  readonly lookedAt: Timestamp
  readonly looked: number
  /** What was missed and is still to be made up for. */
  readonly behind: number
  /** What is answered. */
  readonly answered: number
}

/**
 * Answers what has traded since the last look.
 *
 * After a gap only the part that one interval would have brought is answered at once; the rest is made up for at the
 * largest rate, along with what trades from then on, so that coming back is no burst. So is everything that traded out
 * of reach. Smoothing answers what is due as an exponential average.
 *
 * @param clock - with the volume as it stands now
 * @param reachable - whether the market is where we may trade
 */
export function answerVolume(
  clock: VolumeClock,
  now: Timestamp,
  { rate, maxRate, intervalMs, smoothingMs }: Pick<PovRates, 'rate' | 'maxRate' | 'intervalMs' | 'smoothingMs'>,
  reachable: boolean,
): VolumeClock {
  const { counted } = clock.volume
  const fresh = counted - clock.looked
  // A clock that went back tells nothing of how long it was.
  const passed = now > clock.lookedAt ? now - clock.lookedAt : 0
  const current = !reachable ? 0 : passed > gapIntervals * intervalMs ? (fresh * intervalMs) / passed : fresh
  const madeUp = Math.min(clock.behind, current * (maxRate / rate - 1))
  const behind = clock.behind + (fresh - current) - madeUp
  const due = Math.max(clock.answered, counted - behind)
  const part = smoothingMs === 0 ? 1 : -Math.expm1(-Math.min(passed, gapIntervals * intervalMs) / smoothingMs)
  const answered = clock.answered + (due - clock.answered) * part
  return { ...clock, lookedAt: now, looked: counted, behind, answered: part === 1 ? due : answered }
}

/** After how many intervals without a look it is a gap; jitter makes one as long as two. */
const gapIntervals = 2.5
