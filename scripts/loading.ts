import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

export type How = 'import' | 'require'

/**
 * What loading an entry did beside giving away its exports, a sentence for each thing; none is as it should be.
 *
 * @param folder - of a project where the entry is installed
 */
export function watchLoading(folder: string, how: How, entry: string, deadlineMs = 10_000): readonly string[] {
  const probe = join(folder, 'loading-probe.ts')
  copyFileSync(new URL('loading-probe.ts', import.meta.url), probe)
  const flags = ['--enable-source-maps', '--disable-warning=ExperimentalWarning']
  const { output, status, error } = spawnSync(process.execPath, [...flags, probe, how, entry], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  })
  const [, stdout, stderr, told] = output.map((text) => text ?? '') as [string, string, string, string]
  const faults = told.split('\n').filter((line) => line !== '')
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT')
    faults.push(`did not come to an end within ${deadlineMs / 1000} s`)
  else if (status !== 0) faults.push(`failed:\n${stderr}`)
  else if (stdout + stderr !== '') faults.push(`printed ${JSON.stringify(stdout + stderr)}`)
  return faults.map((fault) => `${how === 'import' ? 'Importing' : 'Requiring'} ${entry} ${fault}.`)
}
