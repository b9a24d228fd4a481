/** Where things stand, in units of the drawing. Values are written to the right of the plot. */
export const edges = { width: 760, left: 12, right: 696, priceHeight: 250, panelHeight: 86 }

/** Where a share of the width of the plot is. */
export function toX(share: number): number {
  return round(edges.left + share * (edges.right - edges.left))
}

/** Room above each panel, where its lines are named. */
const caption = 24

/** Panels from the top down, the time below them. */
export function frame(panels: number): {
  readonly top: number
  readonly panelTops: readonly number[]
  readonly height: number
} {
  const top = 32 + caption
  const end = top + edges.priceHeight
  const step = caption + 8 + edges.panelHeight
  const panelTops = Array.from({ length: panels }, (_, i) => end + i * step + caption + 8)
  return { top, panelTops, height: end + panels * step + 30 }
}

/** To a tenth of a unit. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
