import type { Timestamp } from '@shagun/core'

/** What clocks on the wall show in one time zone. A reading is written in epoch milliseconds, as if the zone were UTC. */
export interface Zone {
  readonly name: string
  toWall(time: Timestamp): number
  /** The moment at which the clock shows this; where it is set back over it, one of the two. */
  fromWall(reading: number): Timestamp
}

/** @throws RangeError where there is no such time zone */
export function createZone(name: string): Zone {
  if (name === 'UTC') return { name, toWall: (time) => time, fromWall: (reading) => reading }
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: name,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

  function toWall(time: Timestamp): number {
    const read: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
    for (const { type, value } of parts.formatToParts(time)) read[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read
    const milliseconds = ((time % 1000) + 1000) % 1000
    return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds
  }

  return {
    name,
    toWall,
    fromWall(reading) {
      const guess = reading - (toWall(reading) - reading)
      return guess + (reading - toWall(guess))
    },
  }
}
