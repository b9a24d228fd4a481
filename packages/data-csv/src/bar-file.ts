import { stat } from 'node:fs/promises'
import { type Bars, isShagunError, ShagunError } from '@shagun/core'
import type { CsvFile } from './options.ts'
import { readBars } from './read-bars.ts'

/**
 * The bars of a file: read at the first call, shared by calls that come meanwhile, kept until the file changes. A failure
 * is not kept.
 */
export function createBarFile(file: CsvFile): () => Promise<Bars> {
  let kept: { readonly version: string; readonly bars: Promise<Bars> } | undefined

  return async () => {
    try {
      const { ino, size, mtimeMs } = await stat(file.path)
      const version = `${ino} ${size} ${mtimeMs}`
      if (kept?.version !== version) kept = { version, bars: readBars(file) }
      return await kept.bars
    } catch (cause) {
      kept = undefined
      throw explain(file, cause)
    }
  }
}

function explain({ path, instrument, timeframe }: CsvFile, cause: unknown): unknown {
  if (isShagunError(cause) || !(cause instanceof Error && 'code' in cause)) return cause
  if (cause.code !== 'ENOENT')
    return new ShagunError('unreachable', `${path} cannot be read: ${cause.message}.`, {
      details: { source: path },
      cause,
    })
  const name = `${instrument} ${timeframe}`
  return new ShagunError('not-found', `There is no file ${path}; expected one that holds ${name}. Check the path.`, {
    details: { source: path, name },
    cause,
  })
}
