import { mirror } from './matrix.ts'

/**
 * The products of all pairs of rows: entry (i, j) is the sum over t of row i at t times row j at t.
 *
 * Four rows meet four rows at once: each number that is read takes part in four products whose sums stay in registers,
 * where a loop over pairs reads two numbers for each product. Every pair is summed in the same order wherever its rows
 * stand, so that permuted rows give the same numbers, permuted.
 *
 * @param rows - row by row, `size` of `length` each
 */
export function gram(rows: Readonly<Float64Array>, size: number, length: number): Float64Array {
  const padded = Math.ceil(size / 4) * 4
  const sums = new Float64Array(padded * padded)
  const blocks = interleave(rows, size, length)
  for (let i = 0; i < padded; i += 4)
    for (let j = i; j < padded; j += 4) multiply(blocks, i * length, j * length, length, sums, i * padded + j, padded)
  const products = new Float64Array(size * size)
  for (let i = 0; i < size; i++) products.set(sums.subarray(i * padded, i * padded + size), i * size)
  mirror(products, size)
  return products
}

/** Rows in blocks of four, observation by observation; the last block is filled up with rows of 0. */
function interleave(rows: Readonly<Float64Array>, size: number, length: number): Float64Array {
  const blocks = new Float64Array(Math.ceil(size / 4) * 4 * length)
  for (let i = 0, next = 0; i < size; i += 4)
    for (let t = 0; t < length; t++)
      for (let k = i; k < i + 4; k++) blocks[next++] = k < size ? rows[k * length + t]! : 0
  return blocks
}

/** Writes the sixteen products of the blocks that begin at `a` and `b`, four beside each other in each of four rows. */
function multiply(
  blocks: Float64Array,
  a: number,
  b: number,
  length: number,
  sums: Float64Array,
  at: number,
  stride: number,
): void {
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  let s20 = 0
  let s21 = 0
  let s22 = 0
  let s23 = 0
  let s30 = 0
  let s31 = 0
  let s32 = 0
  let s33 = 0
  const end = a + 4 * length
  for (let p = a, q = b; p < end; p += 4, q += 4) {
    const b0 = blocks[q]!
    const b1 = blocks[q + 1]!
    const b2 = blocks[q + 2]!
    const b3 = blocks[q + 3]!
    const a0 = blocks[p]!
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    s03 += a0 * b3
    const a1 = blocks[p + 1]!
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    s13 += a1 * b3
    const a2 = blocks[p + 2]!
    s20 += a2 * b0
    s21 += a2 * b1
    s22 += a2 * b2
    s23 += a2 * b3
    const a3 = blocks[p + 3]!
    s30 += a3 * b0
    s31 += a3 * b1
    s32 += a3 * b2
    s33 += a3 * b3
  }
  writeRow(sums, at, s00, s01, s02, s03)
  writeRow(sums, at + stride, s10, s11, s12, s13)
  writeRow(sums, at + 2 * stride, s20, s21, s22, s23)
  writeRow(sums, at + 3 * stride, s30, s31, s32, s33)
}

function writeRow(sums: Float64Array, at: number, first: number, second: number, third: number, fourth: number): void {
  sums[at] = first
  sums[at + 1] = second
  sums[at + 2] = third
  sums[at + 3] = fourth
}
