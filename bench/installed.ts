import { readFileSync } from 'node:fs'

/** The version of an npm package, or of one of ours; `undefined` where it is not installed. */
export function installedVersion(name: string): string | undefined {
  try {
    const text = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')
    return (JSON.parse(text) as { readonly version: string }).version
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A package as a table calls it. */
export function nameWithVersion(name: string): string {
  const version = installedVersion(name)
  return version === undefined ? name : `${name} ${version}`
}
