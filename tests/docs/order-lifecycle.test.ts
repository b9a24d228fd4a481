import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { orderTable } from '../../packages/core/src/state/order-table.ts'
import { faultKinds } from '../../packages/core/src/testing/simulate/fault.ts'
import { renderDrawing } from '../../scripts/order-lifecycle/drawing.ts'
import { listMoves } from '../../scripts/order-lifecycle/moves.ts'
import { renderTable } from '../../scripts/order-lifecycle/table.ts'
import { withTable } from '../../scripts/with-table.ts'

const page = readFileSync('docs/order-lifecycle.md', 'utf8')
const moves = listMoves()

describe('the page about the life of an order', () => {
  it('leaves no cell of the state machine out', () => {
    const told = new Set(moves.map(({ fact, from }) => `order.${fact} ${from}`))
    const cells = Object.entries(orderTable).flatMap(([fact, row]) => Object.keys(row).map((from) => `${fact} ${from}`))
    expect(cells.filter((cell) => !told.has(cell))).toEqual([])
  })

  it('holds the table that the code gives; npm run draw writes it', () => {
    expect(page).toBe(withTable(page, renderTable(moves)))
  })

  it('shows the drawing that the code gives; npm run draw writes it', () => {
    expect(readFileSync('docs/images/order-lifecycle.svg', 'utf8')).toBe(renderDrawing(moves))
  })

  it('tells of every fault that the simulator knows, and of no other', () => {
    const table = page.slice(page.indexOf('## What can go wrong'), page.indexOf('## What is not promised'))
    const told = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, fault]) => fault)
    expect(told).toEqual(faultKinds)
  })

  it('points at tests that are there', () => {
    const files = [...page.matchAll(/`((?:tests|packages)\/[^`]+\.ts)`/g)].map(([, file]) => file!)
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => !existsSync(file))).toEqual([])
  })
})
