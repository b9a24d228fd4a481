/** What a text message says: an order update, a complaint of Kite, a notice to its users, or nothing that is known. */
export type TextFrame =
  | { readonly type: 'order'; readonly order: Readonly<Record<string, unknown>> }
  | { readonly type: 'error' | 'message'; readonly text: string }
  | 'unknown'
  | 'unreadable'

/**
 * `{"type":"order","data":{"order_id":"…","status":"COMPLETE"}}`, `{"type":"error","data":"…"}`,
 * `{"type":"message","data":"…"}`
 */
export function parseText(text: string): TextFrame {
  const { type, data } = readObject(text)
  if (typeof type !== 'string') return 'unreadable'
  if (type !== 'order' && type !== 'error' && type !== 'message') return 'unknown'
  if (type === 'order') return isObject(data) ? { type, order: data } : 'unreadable'
  return typeof data === 'string' ? { type, text: data } : 'unreadable'
}

function readObject(text: string): { readonly type?: unknown; readonly data?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
