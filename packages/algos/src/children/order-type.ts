import { type AlgoParams, type OrderType, ShagunError, type Supports } from '@shagun/core'

export function typeOf({
  limitPrice,
  stopPrice,
}: {
  readonly limitPrice?: unknown
  readonly stopPrice?: unknown
}): OrderType {
  if (stopPrice !== undefined) return limitPrice === undefined ? 'stop' : 'stop-limit'
  return limitPrice === undefined ? 'market' : 'limit'
}

/** @throws ShagunError `unsupported` where the broker does not take orders of this type */
export function requireType(
  { orderTypes }: Supports,
  { account }: { readonly account: string },
  type: OrderType,
  use: string,
): void {
  if (orderTypes.includes(type)) return
  const taken = orderTypes.join(', ') || 'none'
  throw new ShagunError(
    'unsupported',
    `The broker of account ${account} takes no ${type} orders, which ${use} needs; it takes ${taken}.`,
    { details: { feature: `${type} orders`, by: account } },
  )
}

/**
 * What slices are sent as: limit orders, or without a limit market orders, too.
 *
 * @throws ShagunError `unsupported` where the broker takes neither that will do
 */
export function requireSlicing(
  waits: boolean,
  { limitPrice }: Pick<AlgoParams, 'limitPrice'>,
  { orderTypes }: Supports,
  { account }: { readonly account: string },
): void {
  if (orderTypes.includes('limit')) return
  const needsLimit = waits || limitPrice !== undefined
  if (!needsLimit && orderTypes.includes('market')) return
  const feature = needsLimit ? 'limit orders' : 'market or limit orders'
  const way = 'Cross at once and without a limitPrice, or choose a broker that takes them.'
  throw new ShagunError(
    'unsupported',
    `The broker of account ${account} takes no ${feature}, which slices need. ${way}`,
    {
      details: { feature, by: account },
    },
  )
}
