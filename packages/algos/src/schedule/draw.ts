/**
 * A uniform number in [0, 1) that belongs to a place in a plan: the same seed and place give the same one, whatever was
 * drawn before (the mixer of SplitMix32).
 */
export function drawAt(seed: number, place: number): number {
  let mixed = (seed + Math.imul(place + 1, 0x9e3779b9)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}
