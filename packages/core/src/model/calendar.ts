import type { Timestamp } from './time.ts'

/** When a venue trades. */
export interface Calendar {
  readonly id: string
  /** Whether the venue trades at this moment. */
  isOpen(at: Timestamp): boolean
  /** The session that contains or follows this moment on its trading day; `undefined` on a day without one. */
  session(at: Timestamp): { readonly open: Timestamp; readonly close: Timestamp } | undefined
}
