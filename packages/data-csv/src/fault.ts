import { ShagunError } from '@shagun/core'

/** Something in a file that cannot be believed. */
export interface Fault {
  /** From 1; left out where it is the whole file. */
  readonly line?: number
  readonly field: string
  readonly value: string
  readonly expected: string
  readonly cause?: unknown
}

export function fault(path: string, { line, field, value, expected, cause }: Fault): ShagunError {
  const where = line === undefined ? path : `${path}, line ${line}`
  return new ShagunError('invalid-data', `${where}: ${field} is ${JSON.stringify(value)}; expected ${expected}.`, {
    details: { source: path, field, value, expected, ...(line !== undefined && { row: line }) },
    cause,
  })
}
