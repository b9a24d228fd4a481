import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Sample } from '../entry.ts'
import { median } from '../statistics.ts'
import { burstMs } from './load.ts'
import { inFolder, measurePaced } from './measure.ts'

const page = Buffer.alloc(4_096, 1)
/** As large as the log that SQLite writes over and over. */
const pages = 1_000

/** What the machine takes for itself: one page through to the disk, and an event loop to which the events mean nothing. */
export async function measureMachine(): Promise<Sample> {
  return inFolder(async (folder) => {
    const file = openSync(join(folder, 'pages'), 'w')
    for (let i = 0; i < pages; i++) writeSync(file, page)
    const times: number[] = []
    for (const begin = performance.now(); performance.now() - begin < burstMs; ) {
      const before = performance.now()
      writeSync(file, page, 0, page.length, (times.length % pages) * page.length)
      fdatasyncSync(file)
      times.push(performance.now() - before)
    }
    closeSync(file)
    const paced = await measurePaced(() => {})
    return { figures: { alone: 1_000 / median(times), ...paced }, outcome: new Float64Array() }
  })
}
