import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { readCodeBlocks } from './markdown.ts'

it('the page about risk shows what its worked day prints', async () => {
  const blocks = readCodeBlocks('docs/risk.md')
  const shown = blocks.findIndex(({ info, code }) => info[0] === 'text' && code.includes('drawdown'))
  const folder = mkdtempSync(join(tmpdir(), 'shagun-risk-page-'))
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'day.mts'), blocks[shown - 1]!.code)
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@shagun/source', 'day.mts'], {
      cwd: folder,
    })
    expect(blocks[shown]!.code).toBe(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
