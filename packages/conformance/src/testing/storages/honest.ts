import { memory } from '@shagun/core'
import type { Journal, Storage } from '@shagun/core/adapter'
import type { OpenStorage } from '../../storage/cases.ts'

/** Storages that keep to everything, and outlive each other at one place; `wrap` may break them. */
export function createPlaces(wrap: (storage: Storage, where: string) => Storage = (storage) => storage): OpenStorage {
  const places = new Map<string, Storage>()
  return (where) => {
    const kept = places.get(where) ?? memory()
    places.set(where, kept)
    const open = new Set<Journal>()
    return wrap(
      {
        ...kept,
        id: 'shelf',
        async openJournal(account) {
          const journal = await kept.openJournal(account)
          open.add(journal)
          return journal
        },
        async close() {
          for (const journal of open) await journal.close()
        },
      },
      where,
    )
  }
}
