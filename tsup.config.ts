import { copyFileSync, readFileSync } from 'node:fs'
import type { Options } from 'tsup'

// Run from a package's folder: its exports map names the sources, so nothing is listed twice.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { '@shagun/source': string }>
}
const sources = Object.values(exports).map((entry) => entry['@shagun/source'])

// Its terms ask for the licence in every copy, and npm packs only what lies in the package.
copyFileSync('../../LICENSE', 'LICENSE')

const config: Options = {
  entry: Object.fromEntries(sources.map((path) => [path.replace('./src/', '').replace(/\.ts$/, ''), path])),
  format: 'esm',
  target: 'node22',
  dts: true,
  sourcemap: true,
  clean: true,
  // Bundlers and readers know a builtin by its prefix.
  removeNodeProtocol: false,
}

export default config
