import { ShagunError } from '@shagun/core'

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const busy = 5
const locked = 6
const corrupt = 11
const full = 13
const notADatabase = 26
/** Error, too big, constraint, mismatch, range. */
const ofTheData: ReadonlySet<number> = new Set([1, 18, 19, 20, 25])

const remedies: Readonly<Record<number, string>> = {
  [busy]: 'another process has held it for 5 s; end that process or try again',
  [locked]: 'another statement holds it; try again',
  [full]: 'the disk is full; make room and start again',
}

/** Whether somebody else holds it. */
export function isBusy(cause: unknown): boolean {
  return primaryOf(cause) === busy
}

/** Whether SQLite could not write, whatever was to be written: not what a constraint or a missing column says. */
export function isAboutTheFile(cause: unknown): boolean {
  const code = primaryOf(cause)
  return code !== undefined && !ofTheData.has(code)
}

/** What is said to those who come after `close`. */
export function storageClosed(path: string, doing: string, cause?: unknown): ShagunError {
  const message = `${path} could not ${doing}: the storage is closed; make a new one.`
  return new ShagunError('storage-failed', message, { details: { source: path }, cause })
}

/** What SQLite threw, in our words; anything else as it is. */
export function explain(path: string, doing: string, cause: unknown): unknown {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_INVALID_STATE')
    return storageClosed(path, doing, cause)
  const code = primaryOf(cause)
  if (code === undefined) return cause
  if (code === notADatabase || code === corrupt) {
    const [value, remedy] =
      code === corrupt ? ['damaged', 'restore it from a backup'] : ['no SQLite database', 'choose another path']
    const message = `${path} could not ${doing}: it is ${value}; ${remedy}.`
    return new ShagunError('invalid-data', message, {
      details: { source: path, field: 'file', value, expected: 'a whole SQLite database' },
      cause,
    })
  }
  const why = remedies[code] ?? (cause as Error).message
  return new ShagunError('storage-failed', `${path} could not ${doing}: ${why}.`, {
    details: { source: path },
    cause,
    retryable: code === busy || code === locked,
  })
}

function primaryOf(cause: unknown): number | undefined {
  return cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined
}
