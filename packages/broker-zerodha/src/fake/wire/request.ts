/** A request as it arrived. */
export interface KiteRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  /** Where it comes from. */
  readonly ip: string
}

/** What of Kite is asked, as faults and counts tell requests apart. */
export type FakeEndpoint =
  | 'login'
  | 'session'
  | 'profile'
  | 'margins'
  | 'place'
  | 'modify'
  | 'cancel'
  | 'orders'
  | 'order-history'
  | 'trades'
  | 'order-trades'
  | 'place-gtt'
  | 'modify-gtt'
  | 'cancel-gtt'
  | 'gtts'
  | 'positions'
  | 'convert'
  | 'holdings'
  | 'order-margins'
  | 'quote'
  | 'historical'
  | 'instruments'
