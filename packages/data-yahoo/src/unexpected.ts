import { ShagunError } from '@shagun/core'

/** An answer that none of the usual reasons explains. What it says is not shown, as it may repeat cookie and crumb. */
export function unexpected(asked: string, status: number): ShagunError {
  const message = `Yahoo answered ${status} to ${asked}. Ask again later, or for less.`
  return new ShagunError('unreachable', message, {
    details: { source: 'yahoo', why: 'server', httpStatus: status, sent: 'yes' },
    retryable: true,
  })
}
