/**
 * A number in [0, 1) that a seed and a count decide alone, so that a restart draws again what was drawn.
 *
 * The finaliser of MurmurHash3 over both: near counts give numbers that are far apart.
 */
export function draw(seed: number, count: number): number {
  let hash = (seed ^ Math.imul(count + 1, 0x9e3779b9)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
