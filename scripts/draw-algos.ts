import { readFileSync, writeFileSync } from 'node:fs'
import { drawGallery } from './algos/gallery.ts'
import { renderParameters, withParameters } from './algos/parameters.ts'

// Writes the parameters of all algos into their page and draws what is shown there: `npm run draw`.

const page = 'docs/algos.md'
writeFileSync(page, withParameters(readFileSync(page, 'utf8'), renderParameters()))
for (const [name, drawing] of Object.entries(await drawGallery())) writeFileSync(`docs/images/${name}.svg`, drawing)
