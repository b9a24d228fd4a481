import type { Decimal } from './decimal.ts'
import type { BrokerOrderId, ClientOrderId, InstrumentId } from './ids.ts'
import type { Side } from './supports.ts'
import type { Timestamp } from './time.ts'

/** Our own execution of an order, or of a part of it. */
export interface Fill {
  /** Unique within its `brokerOrderId`. */
  readonly fillId: string
  readonly clientOrderId: ClientOrderId
  readonly brokerOrderId: BrokerOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: Decimal
  readonly price: Decimal
  /** In the instrument's currency; positive is paid. */
  readonly fees: Decimal
  readonly time: Timestamp
  /** Worked out from a cumulative update; the broker's trade book may still correct it. */
  readonly provisional: boolean
}
