import { html, type Markup } from '../page/html.ts'
import { toPercent } from './chart.ts'

const most = 80

/**
 * Invisible columns that tell what is there when they are pointed at, without a script.
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
  const count = Math.min(most, length)
  return Array.from({ length: count }, (_, band) => {
    const index = Math.floor(((band + 1) * length) / count) - 1
    const before = band === 0 ? 0 : place(Math.floor((band * length) / count) - 1)
    const width = place(index) - before
    return html`<rect class="band" x="${toPercent(before)}" width="${toPercent(width)}" height="100%"><title>${tell(index)}</title></rect>`
  })
}
