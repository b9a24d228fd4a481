import { readFileSync } from 'node:fs'

// What is shipped to users may only rest on licences that ask for no more than to be named.
const allowed = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0'])

interface LockEntry {
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly link?: boolean
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, LockEntry> }

const shipped = Object.entries(lock.packages).filter(
  ([path, { dev, devOptional, link }]) => path.startsWith('node_modules/') && !dev && !devOptional && !link,
)
const refused = shipped.filter(([, { license }]) => license === undefined || !allowed.has(license))
for (const [path, { license }] of refused)
  console.error(`${path} has the licence ${license ?? 'unknown'}; what we ship may have ${[...allowed].join(', ')}.`)
console.log(`${shipped.length} shipped dependencies, ${refused.length} with a licence that is not allowed`)
process.exitCode = refused.length === 0 ? 0 : 1
