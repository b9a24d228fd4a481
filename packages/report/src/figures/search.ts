/** How many of the first indices of `0..length` satisfy `test`, which holds up to some index and not after it. */
export function countWhile(length: number, test: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(middle)) low = middle + 1
    else high = middle
  }
  return low
}
