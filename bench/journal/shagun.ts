import { sqlite } from '@shagun/storage-sqlite'
import { accounts } from './load.ts'
import type { Keeper } from './measure.ts'

export function openShagun(durability: 'crash-safe' | 'power-safe'): (path: string) => Promise<Keeper> {
  return async (path) => {
    const storage = sqlite(path, { durability })
    const names = Array.from({ length: accounts }, (_, i) => `account-${i}`)
    const journals = await Promise.all(names.map((name) => storage.openJournal(name)))
    return {
      append: (account, entry) => journals[account]!.append([entry]),
      async count(account) {
        let count = 0
        for await (const { sequence } of journals[account]!.read()) if (sequence === count) count++
        return count
      },
      close: () => storage.close(),
    }
  }
}
