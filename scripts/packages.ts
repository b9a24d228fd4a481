import { readdirSync, readFileSync } from 'node:fs'

/** What a package says of itself. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Package {
  readonly folder: string
  readonly manifest: Manifest
  /** As users write them: `@shagun/core/adapter`. */
  readonly entries: readonly string[]
}

/** Every package that is published. */
export function listPackages(): readonly Package[] {
  return readdirSync('packages').map((name) => {
    const folder = `packages/${name}`
    const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest
    return {
      folder,
      manifest,
      entries: Object.keys(manifest.exports).map((path) => `${manifest.name}${path.slice(1)}`),
    }
  })
}
