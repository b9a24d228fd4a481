import { invalidOption } from '../invalid.ts'
import type { Series } from './series.ts'

/** Means, sums of squares about them, and of products, of the pairs in one window. */
export interface CoMoments {
  meanX: number
  meanY: number
  squaresX: number
  squaresY: number
  products: number
}

/**
 * Walks a window over pairs and shows its moments at every place, in constant time each and without drift.
 *
 * Nothing is ever taken away from a sum. The series is cut into blocks as long as the window; a window is then the end of
 * one block, whose moments were reckoned backwards, and the beginning of the next, reckoned forwards. So it holds
 * the rounding of its own values alone, whatever went before.
 *
 * @param visit - gets the last row of the window and its moments, which the next call overwrites
 */
export function slide(x: Series, y: Series, window: number, visit: (row: number, moments: CoMoments) => void): void {
  const ends = Array.from({ length: window }, noMoments)
  const begun = noMoments()
  const whole = noMoments()
  for (let start = 0; start + window <= x.length; start += window) {
    for (let k = window - 1; k >= 0; k--) {
      copy(ends[k]!, k === window - 1 ? nothing : ends[k + 1]!)
      add(ends[k]!, window - k, x[start + k]!, y[start + k]!)
    }
    visit(start + window - 1, ends[0]!)
    copy(begun, nothing)
    for (let k = 1; k < window && start + window + k <= x.length; k++) {
      const row = start + window + k - 1
      add(begun, k, x[row]!, y[row]!)
      copy(whole, ends[k]!)
      merge(whole, window - k, begun, k)
      visit(row, whole)
    }
  }
}

/** @throws ShagunError `invalid-options` where a window is not a whole number of rows */
export function requireWindow(measure: string, window: number): void {
  if (!(Number.isInteger(window) && window >= 1))
    throw invalidOption(measure, 'window', window, 'a whole number of periods, 1 or more')
}

const nothing: Readonly<CoMoments> = noMoments()

function noMoments(): CoMoments {
  return { meanX: 0, meanY: 0, squaresX: 0, squaresY: 0, products: 0 }
}

function copy(to: CoMoments, from: Readonly<CoMoments>): void {
  to.meanX = from.meanX
  to.meanY = from.meanY
  to.squaresX = from.squaresX
  to.squaresY = from.squaresY
  to.products = from.products
}

/** Welford's step: one pair more, which makes it `count`. */
function add(to: CoMoments, count: number, x: number, y: number): void {
  const fromX = x - to.meanX
  const fromY = y - to.meanY
  to.meanX += fromX / count
  to.meanY += fromY / count
  to.squaresX += fromX * (x - to.meanX)
  to.squaresY += fromY * (y - to.meanY)
  to.products += fromX * (y - to.meanY)
}

/** Chan's step: two sets of pairs together. */
function merge(to: CoMoments, count: number, other: Readonly<CoMoments>, others: number): void {
  const apartX = other.meanX - to.meanX
  const apartY = other.meanY - to.meanY
  const part = others / (count + others)
  to.meanX += apartX * part
  to.meanY += apartY * part
  to.squaresX += other.squaresX + apartX * apartX * part * count
  to.squaresY += other.squaresY + apartY * apartY * part * count
  to.products += other.products + apartX * apartY * part * count
}
