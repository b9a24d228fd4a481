/** What Kite takes through this adapter. */
export const zerodhaSupports = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timeInForce: ['day', 'ioc', 'gtc'],
  products: ['delivery', 'intraday', 'carryforward', 'margin'],
  modify: ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'],
  // What stays beyond the day waits at Kite for its price, and is a limit order then.
  except: [
    ['market', 'gtc'],
    ['stop', 'gtc'],
  ],
  groups: ['oco'],
  // Of shares the exchange hides it, of contracts Kite: it places one part after the other.
  display: true,
  // Kite takes two orders with one tag for two orders; a tag only finds them again.
  idempotency: 'by-tag',
  tagLength: 20,
} as const
type DeclaredSupports = typeof zerodhaSupports
/** What {@link zerodhaSupports} declares. */
export interface ZerodhaSupports extends DeclaredSupports {}
