import { type Bars, barClose, type Timestamp } from '@shagun/core'
import { countWhile } from './search.ts'

/**
 * Finds the day to which a measured moment belongs, as a moment within that day.
 *
 * Equity is taken when a bar closes, and the close of Friday's bar may be stamped on Saturday. So a moment belongs where
 * the bar opened that was the last to open before it; with no such bar, to the instant before it, so that midnight ends
 * the old day and does not begin a new one.
 */
export function tradingDay(bars: readonly Bars[]): (moment: Timestamp) => Timestamp {
  return (moment) => {
    let opened = -Infinity
    for (const { time, timeframe } of bars) {
      const open = time[countWhile(time.length, (i) => time[i]! < moment) - 1]
      if (open !== undefined && open > opened && moment <= barClose(open, timeframe)) opened = open
    }
    return opened === -Infinity ? moment - 1 : opened
  }
}
