/** Knows an order update again that comes on another connection: Kite sends each to all of them. */
export interface OrderEchoes {
  /** Whether this has not been told yet. Said twice on one connection it counts twice: that is Kite's doing, not ours. */
  isNews(connection: number, text: string): boolean
}

/** @param most - how many texts are remembered, the oldest forgotten first */
export function createOrderEchoes(most = 1_000): OrderEchoes {
  /** How often each was heard, by connection. */
  const heard = new Map<string, number[]>()
  return {
    isNews(connection, text) {
      const counts = heard.get(text) ?? []
      const before = counts.reduce((a, b = 0) => Math.max(a, b), 0)
      const now = (counts[connection] ?? 0) + 1
      counts[connection] = now
      heard.delete(text)
      heard.set(text, counts)
      if (heard.size > most) heard.delete(heard.keys().next().value!)
      return now > before
    },
  }
}
