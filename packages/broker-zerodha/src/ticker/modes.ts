/** How much of an instrument is wanted: the last price; the day and the volume with it; the order book with all that. */
export type TickMode = 'ltp' | 'quote' | 'full'

/** From least to most. */
export const tickModes: readonly TickMode[] = ['ltp', 'quote', 'full']

/**
 * What takes the other side from what it was told to what is wanted, as messages.
 *
 *     {"a":"unsubscribe","v":[408065]}
 *     {"a":"subscribe","v":[408065,884737]}
 *     {"a":"mode","v":["full",[408065,884737]]}
 *
 * A mode always follows: what it would be without one is not settled.
 */
export function requestsFor(
  told: ReadonlyMap<number, TickMode>,
  wanted: ReadonlyMap<number, TickMode>,
): readonly string[] {
  const unwanted = [...told.keys()].filter((token) => !wanted.has(token))
  const added = [...wanted.keys()].filter((token) => !told.has(token))
  const requests: object[] = []
  // Those that go make room for those that come.
  if (unwanted.length > 0) requests.push({ a: 'unsubscribe', v: unwanted })
  if (added.length > 0) requests.push({ a: 'subscribe', v: added })
  for (const mode of tickModes) {
    const tokens = [...wanted.keys()].filter((token) => wanted.get(token) === mode && told.get(token) !== mode)
    if (tokens.length > 0) requests.push({ a: 'mode', v: [mode, tokens] })
  }
  return requests.map((request) => JSON.stringify(request))
}
