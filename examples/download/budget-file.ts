import { readFile, rename, writeFile } from 'node:fs/promises'
import type { LimitStore, SavedCounts } from '@shagun/core/adapter'

/** How much of a vendor's daily quota is used, in a file beside the database: the vendor counts over restarts, too. */
export function budgetFile(path: string): LimitStore {
  async function read(): Promise<Record<string, SavedCounts>> {
    try {
      return JSON.parse(await readFile(path, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw error
    }
  }

  return {
    load: async (name) => (await read())[name],
    async save(name, counts) {
      await writeFile(`${path}.new`, JSON.stringify({ ...(await read()), [name]: counts }))
      await rename(`${path}.new`, path)
    },
  }
}
