import { html, type Markup } from '../page/html.ts'
import { toPercent } from './chart.ts'
import { spreadIndices } from './decimate.ts'

const most = 80

/**
 * Invisible columns that tell, without a script, what the nearest of some evenly spread points is.
 *
 * @param length - how many points the chart has
 * @param place - where a point stands, from 0 to 1, never falling
 * @param tell - what there is to say about a point
 */
export function bands(
  length: number,
  place: (index: number) => number,
  tell: (index: number) => string,
): readonly Markup[] {
  const points = spreadIndices(length, most)
  const edges = points.map((point, i) => (i === 0 ? 0 : (place(points[i - 1]!) + place(point)) / 2))
  return points.map((point, i) => {
    const from = edges[i]!
    const width = (edges[i + 1] ?? 1) - from
    return html`<rect class="band" x="${toPercent(from)}" width="${toPercent(width)}" height="100%"><title>${tell(point)}</title></rect>`
  })
}
