import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createZone } from './zone.ts'

it('reads the clock on the wall, half hours and summer time included', () => {
  const noon = Date.UTC(2024, 6, 1, 12)
  expect(createZone('UTC').toWall(noon)).toBe(noon)
  expect(createZone('Asia/Kolkata').toWall(noon)).toBe(Date.UTC(2024, 6, 1, 17, 30))
  expect(createZone('America/New_York').toWall(noon)).toBe(Date.UTC(2024, 6, 1, 8))
  expect(createZone('America/New_York').toWall(Date.UTC(2024, 0, 1, 12, 0, 0, 7))).toBe(
    Date.UTC(2024, 0, 1, 7, 0, 0, 7),
  )
})

it('finds the moment of midnight on the days around a change of clocks', () => {
  const { fromWall } = createZone('America/New_York')
  expect(fromWall(Date.UTC(2024, 2, 10))).toBe(Date.UTC(2024, 2, 10, 5))
  expect(fromWall(Date.UTC(2024, 2, 11))).toBe(Date.UTC(2024, 2, 11, 4))
  expect(fromWall(Date.UTC(2024, 10, 4))).toBe(Date.UTC(2024, 10, 4, 5))
})

it('goes there and back for every reading that a clock shows', () => {
  const zone = fc.constantFrom(
    'Asia/Kolkata',
    'America/New_York',
    'Europe/London',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  )
  const time = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2040, 0) })
  fc.assert(
    fc.property(zone, time, (name, moment) => {
      const { toWall, fromWall } = createZone(name)
      expect(toWall(fromWall(toWall(moment)))).toBe(toWall(moment))
    }),
  )
})
