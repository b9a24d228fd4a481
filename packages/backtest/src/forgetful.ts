import { memory, type Storage } from '@shagun/core'

/** For a run whose journal nobody will read. */
export function forgetful(): Storage {
  return {
    ...memory(),
    id: 'forgetful',
    openJournal: async () => ({
      chained: false,
      append() {},
      async *read() {},
      async saveSnapshot() {},
      loadSnapshot: async () => undefined,
      async close() {},
    }),
  }
}
