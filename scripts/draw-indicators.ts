import { readFileSync, writeFileSync } from 'node:fs'
import { drawGallery } from './indicators/gallery.ts'
import { renderIndicators } from './indicators/table.ts'
import { withTable } from './with-table.ts'

// Writes the table of all indicators and draws the charts beside it: `npm run draw`.

const page = 'docs/indicators.md'
const table = renderIndicators(readFileSync('docs/benchmarks.md', 'utf8'))
writeFileSync(page, withTable(readFileSync(page, 'utf8'), table))
for (const [name, drawing] of Object.entries(drawGallery())) writeFileSync(`docs/images/${name}.svg`, drawing)
