import { addTo, createSum, totalOf } from './sum.ts'

/**
 * Profit, apart from money that only came or went: what is paid in or taken out, and positions that the broker's books
 * bring, move equity and are nobody's profit. So a withdrawal is no drawdown, and a deposit no gain.
 */
export interface Profit {
  /** Equity that was not earned. */
  readonly capital: number
  /** Equity that was earned, since the journal began. */
  readonly total: number
  readonly today: number
  /** The highest that equity has been, as if all capital of now had been there then. */
  readonly highWaterMark: number
  /** How far equity is below it, as a part of it. */
  readonly drawdown: number
  /** Equity is this now, because capital came or went. */
  shift(equity: number): void
  /** Equity is this now, because something was earned or lost. */
  earn(equity: number): void
  /**
   * A new day begins.
   *
   * @param exact - profit so far as the account's books have it, where they can be compared
   */
  turnDay(exact?: number): void
  /** The most that was ever earned: the high-water mark, less all capital. */
  readonly peak: number
  /** It was that much before, at least. */
  raisePeak(peak: number): void
  /** From here on the drawdown is measured from this, in money. */
  setHigh(mark: number): void
  /** Its books count this much more as profit than is counted here. */
  readonly rebased: number
  rebase(amount: number): void
  save(): SavedProfit
  restore(saved: SavedProfit): void
}

export interface SavedProfit {
  readonly capital: readonly [high: number, low: number]
  readonly equity: number
  readonly rebased: number
  readonly peak: number
  readonly dayBegan: number
}

export function createProfit(): Profit {
  const capital = createSum()
  let equity = 0
  let rebased = 0
  let peak = 0
  let dayBegan = 0
  const total = (): number => equity - totalOf(capital)

  return {
    get capital() {
      return totalOf(capital)
    },
    get total() {
      return total()
    },
    get today() {
      return total() - dayBegan
    },
    get highWaterMark() {
      return totalOf(capital) + peak
    },
    get drawdown() {
      const lost = peak - total()
      if (lost <= 0) return 0
      const high = totalOf(capital) + peak
      return high > 0 ? lost / high : Infinity
    },
    get rebased() {
      return rebased
    },
    shift(now) {
      addTo(capital, now)
      addTo(capital, -equity)
      equity = now
    },
    earn(now) {
      equity = now
      peak = Math.max(peak, total())
    },
    turnDay(exact) {
      dayBegan = exact === undefined ? total() : exact - rebased
      peak = Math.max(peak, dayBegan)
    },
    get peak() {
      return peak
    },
    raisePeak(before) {
      peak = Math.max(peak, before)
    },
    setHigh(mark) {
      peak = mark - totalOf(capital)
    },
    rebase(amount) {
      rebased += amount
    },
    save: () => ({ capital: [capital.high, capital.low], equity, rebased, peak, dayBegan }),
    restore(saved) {
      ;[capital.high, capital.low] = saved.capital
      equity = saved.equity
      rebased = saved.rebased
      peak = saved.peak
      dayBegan = saved.dayBegan
    },
  }
}
