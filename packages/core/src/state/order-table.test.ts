import { describe, expect, it } from 'vitest'
import { orderTable } from './order-table.ts'

describe('the order table', () => {
  it('never drops a fill: each is booked, and quarantined where it contradicts us', () => {
    for (const verdict of Object.values(orderTable['order.filled'])) expect(verdict).toMatch(/^(apply|quarantine: .+)$/)
  })

  it('gives a reason for all that it does not apply', () => {
    for (const row of Object.values(orderTable))
      for (const verdict of Object.values(row)) expect(verdict).toMatch(/^(apply|(ignore|quarantine): \S.+)$/)
  })

  it('lets nothing but a late fill, an id, an ending, a part that is alive or a quarantine touch a closed order', () => {
    const applied = Object.entries(orderTable)
      .filter(([, row]) => row.filled === 'apply' || row.canceled === 'apply' || row.expired === 'apply')
      .map(([fact]) => fact)
    expect(applied.sort()).toEqual([
      'order.accepted',
      'order.filled',
      'order.part-closed',
      'order.quarantined',
      'order.reopened',
    ])
  })
})
