/** What Kite takes: so many instruments on a connection, and so many connections for an API key. */
export const tokensAConnection = 3_000
export const mostConnections = 3

/**
 * Which connections take these further instruments: as few as can, each as full as the others as far as that goes without
 * moving what has its place already.
 *
 * @param loads - how many instruments each connection has, `undefined` where there is none
 * @returns for each of them the index of its connection; there must be room
 */
export function placeTokens(loads: readonly (number | undefined)[], count: number): readonly number[] {
  const planned = [...loads]
  const total = planned.reduce<number>((sum, load) => sum + (load ?? 0), count)
  let missing = Math.ceil(total / tokensAConnection) - planned.filter((load) => load !== undefined).length
  for (let i = 0; i < planned.length && missing > 0; i++)
    if (planned[i] === undefined) {
      planned[i] = 0
      missing--
    }
  return Array.from({ length: count }, () => {
    let least = -1
    planned.forEach((load, i) => {
      if (load !== undefined && (least === -1 || load < planned[least]!)) least = i
    })
    planned[least]!++
    return least
  })
}
