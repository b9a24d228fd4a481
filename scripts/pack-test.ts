import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type How, watchLoading } from './loading.ts'
import { listPackages } from './packages.ts'

// Packs every package, installs the tarballs in an empty project, and uses them as a newcomer would: imports, requires,
// type-checks and runs the README's code, and watches that loading does nothing.

const packages = listPackages()
const entries = packages.flatMap(({ entries }) => entries)
const project = mkdtempSync(join(realpathSync(tmpdir()), 'shagun-pack-'))
let failed = 0

function attempt(claim: string, work: () => void): boolean {
  try {
    work()
    console.log(`ok    ${claim}`)
    return true
  } catch (error) {
    failed++
    console.error(`FAILS ${claim}\n${error instanceof Error ? error.message : error}`)
    return false
  }
}

/** What a command prints; it fails with that, or by name where it does not come to an end. */
function run(command: string, args: readonly string[], timeout = 120_000): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
  })
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT')
    throw new Error(
      `${stdout}${stderr}It did not come to an end within ${timeout / 1000} s; something keeps it running.`,
    )
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${stdout}${stderr}`)
  return stdout
}

/** Packs a folder into the project; what is packed there is installed without a registry. */
function pack(folder: string): Packed {
  const [packed] = JSON.parse(
    run('npm', ['pack', resolve(folder), '--json', '--ignore-scripts', '--pack-destination', project]),
  ) as [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }]
  return { address: `file:${packed.filename}`, files: packed.files.map(({ path }) => path) }
}

interface Packed {
  readonly address: string
  readonly files: readonly string[]
}

function install(): void {
  const dependencies: Record<string, string> = {}
  function addForeign(manifest: { readonly dependencies?: Readonly<Record<string, string>> }): void {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (name.startsWith('@shagun/') || name in dependencies) continue
      const folder = `node_modules/${name}`
      dependencies[name] = pack(folder).address
      addForeign(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')))
    }
  }
  for (const { folder, manifest } of packages) {
    const { address, files } = pack(folder)
    if (!files.includes('LICENSE')) throw new Error(`${manifest.name} is packed without its licence.`)
    dependencies[manifest.name] = address
    addForeign(manifest)
  }
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'newcomer', type: 'module', private: true, dependencies }),
  )
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts'])
}

function load(how: How, entry: string): void {
  const faults = watchLoading(project, how, entry)
  if (faults.length > 0)
    throw new Error(`${faults.join('\n')}\nLoading must do nothing: move this into a function that users call.`)
}

function readmeCode(): string {
  const [, code] = readFileSync('README.md', 'utf8').match(/```ts\n([\s\S]*?)```/) ?? []
  if (code === undefined) throw new Error('README.md shows no code')
  return code
}

/** What is loaded is the package; what it writes with is a second file of it, which nothing imports. */
const appendInThread = `
const entry = { sequence: 0, time: 0, type: 'trading.resumed', version: 1, body: '{}', hash: '' }
async function append() {
  const storage = sqlite(process.argv[2])
  const journal = await storage.openJournal('main')
  await journal.append([entry])
  for await (const { type } of journal.read()) console.log(type)
  await storage.close()
}
append()
`

function writeInThread(file: string, load: string): void {
  writeFileSync(join(project, file), load + appendInThread)
  const output = run(process.execPath, ['--no-warnings', file, `${file}.db`], 10_000)
  if (output !== 'trading.resumed\n') throw new Error(`it printed ${output}`)
}

function writeProject(): void {
  const days = Array.from({ length: 400 }, (_, i) => {
    const price = 1500 + 100 * Math.sin(i / 20)
    return `${new Date(Date.UTC(2024, 0, i + 1)).toISOString().slice(0, 10)},${price},${price + 5},${price - 5},${price},1000`
  })
  writeFileSync(join(project, 'infy.csv'), `Date,Open,High,Low,Close,Volume\n${days.join('\n')}\n`)
  writeFileSync(join(project, 'readme.ts'), readmeCode())
  const imports = entries.map((entry, i) => `export * as entry${i} from '${entry}'\n`)
  writeFileSync(join(project, 'entries.ts'), imports.join(''))
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true })
  symlinkSync(resolve('node_modules/@types/node'), join(project, 'node_modules/@types/node'))
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2024'],
    noEmit: true,
    types: ['node'],
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['readme.ts', 'entries.ts'] }))
}

function use(): void {
  for (const entry of entries) {
    attempt(`${entry} is imported, and that does nothing`, () => load('import', entry))
    attempt(`${entry} is required, and that does nothing`, () => load('require', entry))
  }
  attempt('a journal is written where @shagun/storage-sqlite is imported', () =>
    writeInThread('journal.mjs', "import { sqlite } from '@shagun/storage-sqlite'"),
  )
  attempt('a journal is written where @shagun/storage-sqlite is required', () =>
    writeInThread('journal.cjs', "const { sqlite } = require('@shagun/storage-sqlite')"),
  )
  writeProject()
  attempt("every entry's packed types hold, and the README's code type-checks against them", () =>
    run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.']),
  )
  attempt("the README's code runs on the packed packages", () => {
    const output = run(process.execPath, ['--no-warnings', 'readme.ts'], 30_000)
    if (!/^\d+(\.\d+)? [0-9a-f]{64}\n$/.test(output)) throw new Error(`it printed ${output}`)
  })
  attempt('the adapter that authors begin from passes its cases, as docs/adapters.md has it', () => {
    for (const file of globSync('examples/adapter/*.ts', { exclude: ['**/*.test.ts'] }))
      copyFileSync(file, join(project, basename(file)))
    run(process.execPath, ['--no-warnings', 'report.ts'])
    const options = '--noEmit --strict --module nodenext --target es2023 --types node --allowImportingTsExtensions'
    const tsc = resolve('node_modules/typescript/bin/tsc')
    run(process.execPath, [tsc, '--ignoreConfig', ...options.split(' '), 'report.ts'])
  })
}

try {
  if (attempt('the tarballs install in an empty project, without a registry', install)) use()
} finally {
  rmSync(project, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
