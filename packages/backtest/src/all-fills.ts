import type { MockVenue } from '@shagun/broker-mock'
import type { ClientOrderId, Fill } from '@shagun/core'

/**
 * All fills in their order, also those by which the venue closed something of itself: they are of no order of the account,
 * but a round trip ends with them.
 */
export function allFills(venue: Pick<MockVenue, 'listFills' | 'listOrders'>, own: readonly Fill[]): readonly Fill[] {
  const known = new Map(own.map((fill) => [fill.fillId, fill]))
  const rows = new Map(venue.listOrders().map((row) => [row.brokerOrderId, row]))
  return venue.listFills().map((fill) => {
    const { instrument, side } = rows.get(fill.brokerOrderId)!
    const { fees, ...rest } = fill
    const ofVenue = { ...rest, fees: fees!, instrument, side, clientOrderId: '' as ClientOrderId, provisional: false }
    return known.get(fill.fillId) ?? ofVenue
  })
}
