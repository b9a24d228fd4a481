import { ShagunError } from '@shagun/core'

/** Two writers of one account, or one that has lost count. */
export function conflict(account: string, expected: number, found: number, why: string): ShagunError {
  const message = `The journal of account ${account} cannot be written: ${why}. One account has one writer.`
  return new ShagunError('journal-conflict', message, { details: { account, expected, found } })
}
