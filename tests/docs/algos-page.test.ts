import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as algos from '@shagun/algos'
import { describe, expect, it } from 'vitest'
import { drawGallery } from '../../scripts/algos/gallery.ts'
import { renderParameters, withParameters } from '../../scripts/algos/parameters.ts'
import { readCodeBlocks } from './markdown.ts'

const page = readFileSync('docs/algos.md', 'utf8')

describe('the page about algos', { timeout: 60_000 }, () => {
  const blocks = readCodeBlocks('docs/algos.md')
  const shown = [...blocks.keys()].filter((i) => blocks[i]!.info[0] === 'text')

  it('prints something in its examples', () => expect(shown.length).toBe(3))

  it.each(shown)('shows what the block before block %i prints', async (i) => {
    const folder = mkdtempSync(join(tmpdir(), 'shagun-algos-page-'))
    try {
      symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
      writeFileSync(join(folder, 'block.mts'), blocks[i - 1]!.code)
      const flags = ['--conditions=@shagun/source', 'block.mts']
      const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: folder })
      expect(blocks[i]!.code).toBe(stdout)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('holds the parameters that the types have; npm run draw writes them', () => {
    const tables = renderParameters()
    expect(page).toBe(withParameters(page, tables))
    for (const [name, table] of Object.entries(tables)) {
      const rows = table.split('\n').slice(2)
      expect(rows.length, name).toBeGreaterThan(1)
      expect(
        rows.filter((row) => /^\| [^|]* \|\s+\|/.test(row)),
        `${name} has parameters without a word`,
      ).toEqual([])
    }
  })

  it('speaks of every function of the package', () => {
    const functions = Object.keys(algos)
    expect(functions.length).toBeGreaterThan(15)
    expect(functions.filter((name) => !page.includes(`\`${name}`))).toEqual([])
  })

  it('shows the drawings that the planners give; npm run draw draws them', async () => {
    for (const [name, drawing] of Object.entries(await drawGallery())) {
      expect(readFileSync(`docs/images/${name}.svg`, 'utf8') === drawing, name).toBe(true)
      expect(page).toContain(`(images/${name}.svg)`)
    }
  })
})
