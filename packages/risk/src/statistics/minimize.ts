/**
 * The least value of a function of one variable between `from` and `to`: a grid of `cells` finds the valley, and a
 * golden section narrows it.
 *
 * The grid is there because a likelihood may have more than one valley; a section alone would end in any of them.
 */
export function minimize(value: (x: number) => number, from: number, to: number, cells = 40): number {
  const step = (to - from) / cells
  let best = from
  let least = Infinity
  for (let i = 0; i <= cells; i++) {
    const x = from + i * step
    const found = value(x)
    if (found < least) {
      least = found
      best = x
    }
  }
  const inner = goldenSection(value, Math.max(from, best - step), Math.min(to, best + step))
  // At an end of the range the section only comes near to it.
  return value(inner) < least ? inner : best
}

const golden = (Math.sqrt(5) - 1) / 2

function goldenSection(value: (x: number) => number, from: number, to: number): number {
  let low = from
  let high = to
  let left = high - golden * (high - low)
  let right = low + golden * (high - low)
  let atLeft = value(left)
  let atRight = value(right)
  while (high - low > 1e-9 * Math.max(1e-3, Math.abs(low) + Math.abs(high))) {
    if (atLeft < atRight) {
      high = right
      right = left
      atRight = atLeft
      left = high - golden * (high - low)
      atLeft = value(left)
    } else {
      low = left
      left = right
      atLeft = atRight
      right = low + golden * (high - low)
      atRight = value(right)
    }
  }
  return (low + high) / 2
}
