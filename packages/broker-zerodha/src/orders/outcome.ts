import { type AnyShagunError, isShagunError } from '@shagun/core'
import type { PlaceReply } from '@shagun/core/adapter'

type Rejected = Extract<PlaceReply, { readonly outcome: 'rejected' }>
type Unconfirmed = Extract<PlaceReply, { readonly outcome: 'unconfirmed' }>

/** What a failure certainly means: that Kite did not do what was asked. `undefined` where that is not certain. */
export function readRefusal(error: unknown): Rejected | undefined {
  if (!isShagunError(error) || !isCertain(error)) return undefined
  const { httpStatus } = error.details as { readonly httpStatus?: number }
  return {
    outcome: 'rejected',
    evidence: { reason: error.message, vendorCode: error.code, ...(httpStatus !== undefined && { httpStatus }) },
  }
}

/** Kite says so itself where it refuses a token or the pace; everything else must not have left. */
function isCertain(error: AnyShagunError): boolean {
  if (error.code === 'unauthenticated' || error.code === 'rate-limited') return true
  return (error.details as { readonly sent?: string }).sent === 'no'
}

/** Why nobody knows. */
export function readUncertain(error: unknown): Unconfirmed {
  return { outcome: 'unconfirmed', cause: causeOf(error) }
}

function causeOf(error: unknown): Unconfirmed['cause'] {
  if (isShagunError(error, 'invalid-data')) return 'unreadable-reply'
  if (!isShagunError(error, 'unreachable')) return 'adapter-threw'
  if (error.details.why === 'timeout') return 'timeout'
  return error.details.why === 'server' ? 'server-error' : 'connection-lost'
}
