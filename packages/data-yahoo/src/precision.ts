/** A tenth of a basis point: less than that is noise, more may be what a split left. */
const noise = 1e-5

/**
 * The price that was meant: Yahoo keeps many as float32, and sends 120.05999755859375 for 120.06.
 *
 * Rounded to so many decimals as its `priceHint` says where that changes next to nothing. Else the shortest decimal that
 * is the same float32, as prices before a split have more digits: 300.35 before one into four is 75.0875 now.
 */
export function toPrice(raw: number, priceHint: number): number {
  const hinted = round(raw, priceHint)
  if (Math.abs(hinted - raw) <= noise * Math.abs(raw)) return hinted
  const single = Math.fround(raw)
  for (let digits = priceHint + 1; digits <= 12; digits++) {
    const shorter = round(raw, digits)
    if (Math.fround(shorter) === single) return shorter
  }
  return raw
}

/** A computed price without the dust of computing. */
export function withoutDust(price: number): number {
  return Number(price.toPrecision(10))
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}
