import { readFileSync } from 'node:fs'
import { indicators } from '@shagun/indicators/metadata'
import { describe, expect, it } from 'vitest'
import { drawGallery } from '../../scripts/indicators/gallery.ts'
import { renderIndicators } from '../../scripts/indicators/table.ts'
import { withTable } from '../../scripts/with-table.ts'

const page = readFileSync('docs/indicators.md', 'utf8')
const table = renderIndicators(readFileSync('docs/benchmarks.md', 'utf8'))

describe('the page about indicators', () => {
  it('holds the tables that the metadata and the benchmarks give; npm run draw writes them', () => {
    expect(page).toBe(withTable(page, table))
  })

  it('leaves no indicator out, and tells the cost of those that are measured', () => {
    const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(rows.toSorted()).toEqual(indicators.map(({ name }) => name).toSorted())
    expect(table).toMatch(/^\| `sma` .*\(benchmarks\.md#sma\) \|$/m)
  })

  it('shows the charts that the indicators give; npm run draw draws them', () => {
    const drawings = Object.entries(drawGallery())
    for (const [name, drawing] of drawings) {
      expect(readFileSync(`docs/images/${name}.svg`, 'utf8') === drawing, name).toBe(true)
      expect(page).toContain(`(images/${name}.svg)`)
    }
    expect(drawings.length).toBeGreaterThan(2)
  })
})
