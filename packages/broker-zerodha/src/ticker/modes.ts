/** How much of an instrument is wanted: the last price; the day and the volume with it; the order book with all that. */
export type TickMode = 'ltp' | 'quote' | 'full'

/** From least to most. */
export const tickModes: readonly TickMode[] = ['ltp', 'quote', 'full']

/** What the other side was told of each instrument; `unsaid` where it does not know the mode yet. */
export type Told = ReadonlyMap<number, TickMode | 'unsaid'>

/** `{"a":"subscribe","v":[408065,884737]}`, `{"a":"mode","v":["full",[408065,884737]]}` */
export type TickRequest =
  | { readonly a: 'subscribe' | 'unsubscribe'; readonly v: readonly number[] }
  | { readonly a: 'mode'; readonly v: readonly [TickMode, readonly number[]] }

/**
 * What takes the other side from what it was told to what is wanted.
 *
 * Those that go make room for those that come, and a mode always follows: what it would be without one is not settled.
 */
export function requestsFor(told: Told, wanted: ReadonlyMap<number, TickMode>): readonly TickRequest[] {
  const requests: TickRequest[] = []
  const unwanted = [...told.keys()].filter((token) => !wanted.has(token))
  const added = [...wanted.keys()].filter((token) => !told.has(token))
  if (unwanted.length > 0) requests.push({ a: 'unsubscribe', v: unwanted })
  if (added.length > 0) requests.push({ a: 'subscribe', v: added })
  for (const mode of tickModes) {
    const tokens = [...wanted.keys()].filter((token) => wanted.get(token) === mode && told.get(token) !== mode)
    if (tokens.length > 0) requests.push({ a: 'mode', v: [mode, tokens] })
  }
  return requests
}

/** Writes down that a request has gone out. */
export function noteTold(told: Map<number, TickMode | 'unsaid'>, request: TickRequest): void {
  if (request.a === 'mode') for (const token of request.v[1]) told.set(token, request.v[0])
  else if (request.a === 'subscribe') for (const token of request.v) told.set(token, 'unsaid')
  else for (const token of request.v) told.delete(token)
}
