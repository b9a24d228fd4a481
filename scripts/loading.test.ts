import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchLoading } from './loading.ts'

let folder: string
let written = 0
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'shagun-loading-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['import', 'require'] as const)('a package that somebody comes to %s', (how) => {
  /** What is said of a package of this code, without its name. */
  function load(code: string): readonly string[] {
    const name = `package-${written++}`
    const home = join(folder, 'node_modules', name)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), JSON.stringify({ type: 'module', exports: './index.js' }))
    writeFileSync(join(home, 'index.js'), code)
    const faults = watchLoading(folder, how, name, 2_000)
    return faults.map((fault) => fault.replaceAll(name, 'it').replace(/^(Import|Requir)ing /, ''))
  }

  it('may bring along whatever Node has', () => {
    expect(load("import 'node:http'\nimport 'node:sqlite'\nimport 'node:crypto'\nexport const a = 1")).toEqual([])
  })

  it('is told of its timers, however they are set and whether or not they keep the process', () => {
    expect(load('setInterval(() => {}, 1000)')).toEqual(['it set a timer at it/index.js:1.'])
    expect(load("import { setTimeout } from 'node:timers'\nsetTimeout(() => {}, 1000).unref()")).toEqual([
      'it set a timer at it/index.js:2.',
    ])
  })

  it('is told of what it prints, at once or a moment later', () => {
    expect(load("console.error('ready')")).toEqual(['it printed "ready\\n".'])
    expect(load("Promise.resolve().then(() => console.log('ready'))")).toEqual(['it printed "ready\\n".'])
  })

  it('is told of the network it uses', () => {
    expect(load("fetch('https://example.com').catch(() => {})")).toEqual(['it called fetch at it/index.js:1.'])
    expect(load("import { createServer } from 'node:net'\ncreateServer().listen(0)")).toEqual([
      'it opened a port at it/index.js:2.',
    ])
  })

  it('is told of globals and of listeners on the process', () => {
    expect(load("globalThis.shagun = 1\nprocess.on('exit', () => {})")).toEqual([
      'it made the global shagun.',
      "it listened to the process's exit.",
    ])
  })

  it('is told why it could not be loaded', () => {
    expect(load("throw new Error('nothing here')").join()).toContain('Error: nothing here')
  })

  it('is ended where loading it has no end', () => {
    expect(load('for (;;);')).toEqual(['it did not come to an end within 2 s.'])
  })
})
