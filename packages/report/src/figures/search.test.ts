import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countWhile } from './search.ts'

it('counts what a walk from the start would count', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (values, limit) => {
      const rising = values.sort((a, b) => a - b)
      expect(countWhile(rising.length, (i) => rising[i]! < limit)).toBe(rising.filter((value) => value < limit).length)
    }),
  )
})
