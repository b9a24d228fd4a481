import { Decimal } from '@shagun/core'
import type { UpstoxClient, UpstoxRow, UpstoxTrade } from './upstox-like.ts'

/** A stand-in for the vendor: slices what is above the freeze quantity, and finds orders by their tag. */
export interface UpstoxVendor extends UpstoxClient {
  readonly rows: readonly UpstoxRow[]
  /** `METHOD subject` of every command and lookup. */
  readonly calls: readonly string[]
  /** Once set, the answer to the next order is lost on its way. */
  losesAnswer: boolean
  /** How many slices of an order are taken; the rest are refused. */
  takesAtMost: number
  trade(row: UpstoxRow, quantity: number, price: string, told: 'order' | 'trade' | 'both' | 'neither'): void
  update(row: UpstoxRow, changes: Partial<UpstoxRow>): void
  tell(row: UpstoxRow): void
}

export function createUpstoxVendor(cash: string, freezeQuantity: number): UpstoxVendor {
  const rows: UpstoxRow[] = []
  const trades: UpstoxTrade[] = []
  const calls: string[] = []
  let funds = new Decimal(cash)
  let listener: Parameters<UpstoxClient['stream']>[0] | undefined

  const vendor: UpstoxVendor = {
    rows,
    calls,
    losesAnswer: false,
    takesAtMost: Number.POSITIVE_INFINITY,
    async placeOrder(order) {
      calls.push(`place ${order.quantity}`)
      const sizes: number[] = []
      for (let left = order.quantity; left > 0; left -= freezeQuantity) sizes.push(Math.min(left, freezeQuantity))
      const taken = sizes.slice(0, vendor.takesAtMost).map((quantity) => {
        const order_id = `25010600000${rows.length + 1}`
        rows.push({ ...order, order_id, quantity, status: 'open', filled_quantity: 0, average_price: '0' })
        return order_id
      })
      if (vendor.losesAnswer) throw new Error('socket hang up')
      const errors = sizes
        .slice(vendor.takesAtMost)
        .map((quantity) => ({ quantity, errorCode: 'UDAPI100500', message: 'Margin is short.' }))
      return { order_ids: taken, errors }
    },
    async cancelOrder(id) {
      calls.push(`cancel ${id}`)
    },
    async modifyOrder(id, quantity) {
      calls.push(`modify ${id} ${quantity}`)
    },
    async historyByTag(tag) {
      calls.push('history')
      return rows.filter((row) => row.tag === tag).map((row) => ({ ...row }))
    },
    orderBook: async () => rows.map((row) => ({ ...row })),
    tradesForDay: async () => [...trades],
    funds: async () => funds.toFixed(),
    stream(given) {
      listener = given
      return () => {
        listener = undefined
      }
    },
    trade(row, quantity, price, told) {
      const value = new Decimal(row.average_price).times(row.filled_quantity).plus(new Decimal(price).times(quantity))
      row.filled_quantity += quantity
      row.average_price = value.div(row.filled_quantity).toFixed()
      if (row.filled_quantity === row.quantity) row.status = 'complete'
      funds = funds.minus(new Decimal(price).times(row.transaction_type === 'BUY' ? quantity : -quantity))
      const trade = { trade_id: `t${trades.length + 1}`, order_id: row.order_id, quantity, price }
      trades.push(trade)
      if (told === 'trade' || told === 'both') listener?.trade(trade)
      if (told === 'order' || told === 'both') vendor.tell(row)
    },
    update(row, changes) {
      Object.assign(row, changes)
      vendor.tell(row)
    },
    tell(row) {
      listener?.order({ ...row })
    },
  }
  return vendor
}
