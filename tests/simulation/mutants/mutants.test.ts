import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { mutants } from './mutants.ts'

const run = promisify(execFile)
const pathOf = (file: string): string => new URL(file, import.meta.url).pathname

/** Each in a process of its own, in which the sources have the bug. */
async function hunt(mutant: number): Promise<{ readonly seed: number | null; readonly promise?: string }> {
  const flags = ['--conditions=@shagun/source', '--no-warnings', `--import=${pathOf('./plant.ts')}`]
  const env = { ...process.env, MUTANT: String(mutant) }
  const { stdout } = await run(process.execPath, [...flags, pathOf('./hunt.ts')], { env })
  return JSON.parse(stdout)
}

describe('2,000 histories find', () => {
  it.each(mutants.map(({ bug }, i) => [bug, i] as const))(
    'that %s',
    async (_, i) => {
      const { seed, promise } = await hunt(i)
      expect(seed).not.toBeNull()
      expect(promise).toBeTruthy()
    },
    120_000,
  )
})
