import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { LimitStore, SavedCounts } from '@shagun/core/adapter'

/**
 * How much of a vendor's daily quota is used, in a file beside the database: the vendor counts over restarts, too.
 *
 * A second process may write it as well: what one has written is never half written, nor is a day's count made smaller.
 */
export function budgetFile(path: string): LimitStore {
  async function read(): Promise<Readonly<Record<string, SavedCounts>>> {
    try {
      return JSON.parse(await readFile(path, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw new Error(`${path} cannot be read. Delete it where nothing of today's quota is used.`, { cause: error })
    }
  }

  return {
    load: async (name) => (await read())[name],
    async save(name, counts) {
      const saved = await read()
      const whole = JSON.stringify({ ...saved, [name]: larger(saved[name], counts) })
      const draft = `${path}.${randomUUID()}`
      try {
        await writeFile(draft, whole)
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
  }
}

/** Of two counts of one day the larger one is true: a quota that is used cannot come back. */
function larger(saved: SavedCounts = {}, counts: SavedCounts): SavedCounts {
  return Object.fromEntries(
    Object.entries(counts).map(([key, { window, used }]) => {
      const before = saved[key]?.window === window ? saved[key].used : 0
      return [key, { window, used: Math.max(used, before) }]
    }),
  )
}
