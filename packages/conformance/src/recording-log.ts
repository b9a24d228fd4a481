import type { Log } from '@shagun/core'
import { textOf } from './texts.ts'

/** A log that tells nobody, and what was said to it. */
export interface RecordingLog extends Log {
  /** Message and fields of each call, as text. */
  readonly lines: readonly string[]
}

export function createRecordingLog(): RecordingLog {
  const lines: string[] = []
  const record = (message: string, fields?: object): void => {
    lines.push(fields === undefined ? message : `${message}\n${textOf(fields)}`)
  }
  return { lines, debug: record, warn: record, error: record }
}
