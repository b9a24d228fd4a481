import { type AnyShagunError, isShagunError } from '../errors.ts'
import type { ExecutionStatus } from '../model/execution.ts'

/** How an execution ends, once what it has open is closed. */
export interface Ending {
  readonly status: ExecutionStatus
  readonly reason?: string
  readonly error?: AnyShagunError
}

export function failure(cause: unknown): Ending {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return { status: 'failed', reason, ...(isShagunError(cause) && { error: cause }) }
}

/**
 * How the journal keeps that an execution waits for its last orders: paused, with these words. A restart must not go on
 * with what was canceled.
 */
export function encodeEnding({ status, reason }: Ending): string {
  return `${mark}${status}${reason === undefined ? '' : `: ${reason}`}`
}

/** `undefined` for any other reason to be paused. */
export function decodeEnding(paused: string | undefined): Ending | undefined {
  const [, status, reason] =
    new RegExp(`^${mark}(done|canceled|expired|failed)(?:: (.*))?$`, 's').exec(paused ?? '') ?? []
  if (status === undefined) return undefined
  return { status: status as ExecutionStatus, ...(reason !== undefined && { reason }) }
}

const mark = 'its last orders are waited for; it ends as '
