import { createHash } from 'node:crypto'
import type { Bars } from '@shagun/core'
import type { Options } from './options.ts'

/** Eight digits for what goes into a run: the same run is stored under the same name. */
export function fingerprint(bars: Bars, { cash, fast, slow, market }: Options): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([bars.instrument, bars.timeframe, cash, fast, slow, market]))
  for (const column of [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return hash.digest('hex').slice(0, 8)
}
