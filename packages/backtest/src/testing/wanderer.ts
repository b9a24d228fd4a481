import type { AccountView, Strategy, Timestamp, Trader, Watch } from '@shagun/core'

/** One decision, and a digest of everything that was seen until then. */
export interface Decision {
  readonly time: Timestamp
  readonly digest: number
  readonly action: string
}

/**
 * A strategy that decides anything, on everything that it can see: were one digit of it different, it would soon decide
 * something else, and its digest would tell at once.
 */
export function createWanderer(
  watch: readonly Watch[],
  seed: number,
): { readonly strategy: Strategy; readonly decisions: Decision[] } {
  const decisions: Decision[] = []
  let digest = seed

  function see(...values: readonly unknown[]): void {
    for (const char of values.map(String).join(' ')) digest = Math.imul(digest ^ char.charCodeAt(0), 0x01000193) >>> 0
  }

  function look({ view, getBars }: Trader): void {
    see(view.now, view.getEquity(), ...describe(view))
    for (const { instrument, timeframe } of watch) {
      if (timeframe === undefined) continue
      const { length, time, open, high, low, close } = getBars(instrument, timeframe)
      see(length, ...[time, open, high, low, close].flatMap((column) => [...column.slice(-2)]))
    }
  }

  async function decide(trader: Trader): Promise<void> {
    look(trader)
    const { instrument } = watch[digest % watch.length]!
    const close = trader.view.getQuote(instrument)?.last ?? 100
    const side = digest & 16 ? 'buy' : 'sell'
    const quantity = 1 + ((digest >>> 5) % 5)
    const price = (shift: number): number => Math.round((close + shift) * 100) / 100
    const [near, far] = [price(((digest >>> 8) % 200) / 100 - 1), price(((digest >>> 16) % 200) / 100 - 1)]
    const timeInForce = digest & 1024 ? 'day' : 'gtc'
    const terms = { instrument, side, quantity, timeInForce } as const
    const choice = (digest >>> 12) % 10
    const id = [...trader.view.orders.keys()].at(-1 - ((digest >>> 20) % 3))
    decisions.push({ time: trader.view.now, digest, action: `${choice} ${side} ${quantity} ${near} ${far}` })
    if (choice === 0) await trader.place({ ...terms, type: 'market' })
    if (choice === 1) await trader.place({ ...terms, type: 'limit', limitPrice: near })
    if (choice === 2) await trader.place({ ...terms, type: 'stop', stopPrice: near })
    if (choice === 3) await trader.place({ ...terms, type: 'stop-limit', stopPrice: near, limitPrice: far })
    if (choice === 4 && id !== undefined) await trader.cancel(id)
    if (choice === 5 && id !== undefined) await trader.modify(id, { quantity })
    if (choice === 6) trader.environment.timers.after((digest >>> 18) % 400_000, () => void decide(trader))
  }

  const strategy: Strategy = {
    name: 'wanderer',
    watch,
    onStart: decide,
    async onBar(bar, trader) {
      see(...Object.values(bar))
      await decide(trader)
    },
    async onOrder(event, trader) {
      see(event.type, event.time)
      // Not on every event, or each order would lead to three more.
      look(trader)
      if (event.type === 'order.filled' && digest & 1) await decide(trader)
    },
  }
  return { strategy, decisions }
}

function describe({ orders, positions, cash }: AccountView): string[] {
  return [
    ...[...orders.values()].slice(-5).map(({ lifecycle, terms }) => `${terms.quantity.toFixed()} ${lifecycle}`),
    ...[...positions.values()].flat().map(({ quantity, averagePrice }) => `${quantity.toFixed()} ${averagePrice}`),
    ...[...cash.values()].map(String),
  ]
}
