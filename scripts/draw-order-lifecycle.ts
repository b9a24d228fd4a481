import { readFileSync, writeFileSync } from 'node:fs'
import { renderDrawing } from './order-lifecycle/drawing.ts'
import { listMoves } from './order-lifecycle/moves.ts'
import { renderTable } from './order-lifecycle/table.ts'
import { withTable } from './with-table.ts'

// Draws the life of an order from the code that decides it: `npm run draw`.

const page = 'docs/order-lifecycle.md'
const moves = listMoves()
writeFileSync('docs/images/order-lifecycle.svg', renderDrawing(moves))
writeFileSync(page, withTable(readFileSync(page, 'utf8'), renderTable(moves)))
