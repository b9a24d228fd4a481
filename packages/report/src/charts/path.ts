import type { Column } from '@shagun/core'
import { html, type Markup } from '../page/html.ts'
import { plotUnits } from './chart.ts'
import { decimate } from './decimate.ts'
import type { Scale } from './scale.ts'

/** As many stretches as a wide screen has pixels for a chart. */
const columns = 1000

/** A line through values over time, decimated to what can be seen. */
export function linePath(className: string, time: Column, values: Column, x: Scale, y: Scale): Markup {
  return html`<path class="${className}" d="M${points(time, values, x, y)}"/>`
}

/** The area between that line and `base`, a value. */
export function areaPath(className: string, time: Column, values: Column, x: Scale, y: Scale, base: number): Markup {
  const level = units(1 - y(base))
  const [left, right] = [time[0]!, time.at(-1)!].map((moment) => units(x(moment)))
  const edge = points(time, values, x, y)
  return html`<path class="${className}" d="M${left!} ${level}L${edge}L${right!} ${level}Z"/>`
}

function points(time: Column, values: Column, x: Scale, y: Scale): string {
  return decimate(values, columns)
    .map((i) => `${units(x(time[i]!))} ${units(1 - y(values[i]!))}`)
    .join('L')
}

function units(share: number): number {
  return Math.round(share * plotUnits * 10) / 10
}
