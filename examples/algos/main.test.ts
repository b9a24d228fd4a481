import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

async function run(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { INIT_CWD: _, ...env } = process.env
  return promisify(execFile)(process.execPath, ['--conditions=@shagun/source', main, ...args], { env })
}

describe('the example of algos', { timeout: 60_000 }, () => {
  it('prints what each cost within 80 columns, and draws one of them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'algos-'))
    try {
      const file = join(folder, 'pages', 'cost.html')
      const { stdout, stderr } = await run('--report', file, '--algo', 'shortfall, high')
      expect(stderr).toBe('')
      for (const line of stdout.split('\n').filter((each) => !each.endsWith('cost.html')))
        expect(line.length).toBeLessThanOrEqual(80)
      const names = ['at once', 'twap', 'vwap', 'pov 10 %', 'iceberg', 'router', 'bracket', 'oco', 'trailing stop']
      for (const name of names) expect(stdout).toMatch(new RegExp(`^${name} +\\d+ +\\d+\\.\\d\\d +-?\\d`, 'm'))
      expect(stdout).toMatch(/^ {2}its exit +5000 /m)
      expect(stdout).not.toMatch(/ no$|–|NaN/m)
      const page = await readFile(file, 'utf8')
      expect(page).toContain('Bought 50,000 of 50,000 NSE:EXAMPLE')
      expect(page).toContain('Planned')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it.each([
    [['--days', 'x'], '--days is x'],
    [['--algo', 'magic'], '--algo is magic; expected one of at once; twap;'],
    [['--what'], "Unknown option '--what'"],
  ])('answers %j with one line that says what to do', async (args, expected) => {
    const { stderr } = await run(...args).catch((error: { readonly stderr: string }) => error)
    expect(stderr).toContain(expected)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
