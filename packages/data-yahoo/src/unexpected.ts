import { ShagunError } from '@shagun/core'
import { complaintIn } from './reply.ts'

/** An answer that none of the usual reasons explains. */
export function unexpected(asked: string, status: number, body: unknown): ShagunError {
  const { code } = complaintIn(body) ?? { code: 'no reason given' }
  const message = `Yahoo answered ${status} to ${asked} (${code.slice(0, 50)}). Ask again later, or for less.`
  return new ShagunError('unreachable', message, {
    details: { source: 'yahoo', why: 'server', httpStatus: status, sent: 'yes' },
    retryable: true,
  })
}
