import { expect, it } from 'vitest'
import { textOf } from '../page/html.ts'
import { bands } from './bands.ts'

function read(length: number): readonly { x: number; width: number; words: string }[] {
  const made = bands(
    length,
    (i) => i / (length - 1),
    (i) => `point ${i}`,
  )
  return made.map((band) => {
    const [, x, width, words] = /x="(.*?)%" width="(.*?)%".*<title>(.*)<\/title>/.exec(textOf(band))!
    return { x: Number(x), width: Number(width), words: words! }
  })
}

it('covers the chart without a hole, the last point last', () => {
  const columns = read(750)
  expect(columns).toHaveLength(80)
  let edge = 0
  for (const { x, width } of columns) {
    expect(x).toBeCloseTo(edge, 1)
    edge = x + width
  }
  expect(edge).toBeCloseTo(100, 1)
  expect(columns.at(-1)!.words).toBe('point 749')
})

it('gives each of a few points a column of its own', () => {
  expect(read(3).map(({ words }) => words)).toEqual(['point 0', 'point 1', 'point 2'])
})
