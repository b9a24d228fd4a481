import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { listPackages } from './packages.ts'

// As a publisher would look at each package: is what it exports there, and do its types tell the truth?
const run = promisify(execFile)

async function check(folder: string): Promise<string[]> {
  const looks = [
    ['publint', ['run', folder, '--strict']],
    ['attw', ['--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--no-color']],
  ] as const
  const faults: string[] = []
  for (const [tool, args] of looks) {
    try {
      await run(`node_modules/.bin/${tool}`, args)
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
      faults.push(`${folder} fails ${tool}:\n${stdout}${stderr}`)
    }
  }
  return faults
}

const packages = listPackages()
const faults: string[] = []
for (const { folder } of packages) faults.push(...(await check(folder)))
for (const fault of faults) console.error(fault)
console.log(`${packages.length} packages looked at, ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
