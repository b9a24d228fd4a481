import type { Timestamp } from '../model/time.ts'
import { createZone } from '../model/zone.ts'

const zones = { mumbai: createZone('Asia/Kolkata'), newYork: createZone('America/New_York') }

/** A moment in Mumbai, as in `2026-01-05 09:15`. */
export function ist(text: string): Timestamp {
  return zones.mumbai.toUtc(Date.parse(`${text.replace(' ', 'T')}Z`))
}

/** A moment in New York, as in `2026-01-05 09:30`. */
export function ny(text: string): Timestamp {
  return zones.newYork.toUtc(Date.parse(`${text.replace(' ', 'T')}Z`))
}
