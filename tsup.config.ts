import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import type { Options } from 'tsup'

// Run from a package's folder: its exports map names the sources, so nothing is listed twice.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { '@shagun/source': string }>
}
const sources = Object.values(exports).map((entry) => entry['@shagun/source'])

// Its terms ask for the licence in every copy, and npm packs only what lies in the package.
copyFileSync('../../LICENSE', 'LICENSE')

// What is JavaScript in the sources is started by its file's name, as a thread is, and keeps it.
const threads = readdirSync('src').filter((name) => name.endsWith('.js'))

const entriesOf = (paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path.replace('./src/', '').replace(/\.[jt]s$/, ''), path]))

const config: Options = {
  entry: entriesOf([...sources, ...threads.map((name) => `./src/${name}`)]),
  format: 'esm',
  target: 'node22',
  dts: { entry: entriesOf(sources) },
  sourcemap: true,
  clean: true,
  // Bundlers and readers know a builtin by its prefix.
  removeNodeProtocol: false,
}

export default config
