import type { Columns } from '../random-walk.ts'
import type { Ended, Prepare } from './measure.ts'
import { cash, fast, feePercent, quantity, slow } from './rules.ts'

/** The same trades in one loop over the columns, in doubles, and nothing else: no orders, no journal, no result. */
export const trading: Prepare = (columns) => () => run(columns, false)

/** As grademark has it: on the bar on which it fills, no rule is asked. */
export const pausing: Prepare = (columns) => () => run(columns, true)

function run({ open, close }: Columns, pausesAfterFill: boolean): Ended {
  let money = cash
  let held = 0
  let wanted = 0
  let fills = 0
  let quick = 0
  let lazy = 0
  for (let i = 0; i < close.length; i++) {
    const isFilled = wanted !== 0
    if (isFilled) {
      const value = quantity * open[i]!
      money -= wanted * open[i]! + (value * feePercent) / 100
      held += wanted
      wanted = 0
      fills++
    }
    quick += close[i]! - (i < fast ? 0 : close[i - fast]!)
    lazy += close[i]! - (i < slow ? 0 : close[i - slow]!)
    if (i < slow - 1 || (isFilled && pausesAfterFill)) continue
    if (held === 0 ? quick / fast > lazy / slow : quick / fast < lazy / slow) wanted = held === 0 ? quantity : -quantity
  }
  return { equity: money + held * close.at(-1)!, fills, held: undefined }
}
