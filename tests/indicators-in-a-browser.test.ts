import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as here from '@shagun/indicators'
import { indicators } from '@shagun/indicators/metadata'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'tsup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { answer } from './indicators-in-a-browser.ts'

if (chromiumPath === undefined)
  console.warn('The indicators are not run in a browser: no Chromium is installed (or named by CHROMIUM).')

describe.skipIf(chromiumPath === undefined)('the indicators in a browser', () => {
  let folder: string
  let browser: Browser
  let tab: Page
  const complaints: string[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'indicators-'))
    await build({
      config: false,
      silent: true,
      entry: { bundle: fileURLToPath(new URL('indicators-in-a-browser.ts', import.meta.url)) },
      outDir: folder,
      format: 'iife',
      globalName: 'bundle',
      platform: 'browser',
      minify: true,
      noExternal: [/./],
      esbuildOptions: (options) => {
        options.conditions = ['@shagun/source']
      },
    })
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox', '--disable-gpu'] })
    tab = await browser.newPage()
    tab.on('console', (message) => complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.addScriptTag({ path: join(folder, 'bundle.global.js') })
  }, 60_000)
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await browser?.close()
  })

  it('give to the bit what they give here, in batch and streaming, through a snapshot', async () => {
    const there = await tab.evaluate<string>('JSON.stringify(bundle.answer())')
    expect(JSON.parse(there)).toEqual(JSON.parse(JSON.stringify(answer())))
    expect(complaints).toEqual([])
  })

  it('are all there', async () => {
    const names = await tab.evaluate<string>('JSON.stringify(Object.keys(bundle.all))')
    expect(JSON.parse(names).toSorted()).toEqual(Object.keys(here).toSorted())
    expect(indicators.filter(({ name }) => !JSON.parse(names).includes(name))).toEqual([])
  })
})
