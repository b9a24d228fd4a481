import type { SwingPoint } from './swings.ts'

/**
 * Takes what became known at one bar into a path of swings that goes up and down by turns, and tells whether it has a new
 * end.
 *
 * Of highs that follow each other the highest is kept, of equal ones the first, and so for lows. A bar that is a high and a
 * low leaves open which came first, and no path may lead past it as if it had not been there: behind it another one begins.
 *
 * @param count - how many are kept
 */
export function takeTurn(path: SwingPoint[], swings: readonly SwingPoint[], count: number): boolean {
  const swing = swings[0]
  if (swing === undefined) return false
  if (swings.length > 1) {
    path.length = 0
    return false
  }
  const last = path.at(-1)
  if (last?.kind === swing.kind) {
    if (swing.kind === 'high' ? swing.price <= last.price : swing.price >= last.price) return false
    path.pop()
  }
  path.push(swing)
  if (path.length > count) path.shift()
  return true
}
