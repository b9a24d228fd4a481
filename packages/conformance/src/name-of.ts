import { isShagunError } from '@shagun/core'

/** What an error is called: its code where it is one of ours. */
export function nameOf(error: unknown): string {
  if (isShagunError(error)) return `'${error.code}' (${error.message})`
  return error instanceof Error ? `${error.name} (${error.message})` : String(error)
}
