/** What knows its neighbours in the order of age. */
export interface Aged<T> {
  older: T | undefined
  newer: T | undefined
}

/** Many in the order in which they were renewed last, so that the oldest is known without looking at all of them. */
export interface ByAge<T> {
  readonly oldest: T | undefined
  /** As the newest. */
  add(member: T): void
  renew(member: T): void
  remove(member: T): void
}

export function createByAge<T extends Aged<T>>(): ByAge<T> {
  let oldest: T | undefined
  let newest: T | undefined

  function add(member: T): void {
    member.older = newest
    member.newer = undefined
    if (newest === undefined) oldest = member
    else newest.newer = member
    newest = member
  }

  function remove({ older, newer }: T): void {
    if (older === undefined) oldest = newer
    else older.newer = newer
    if (newer === undefined) newest = older
    else newer.older = older
  }

  return {
    get oldest() {
      return oldest
    },
    add,
    renew(member) {
      if (member === newest) return
      remove(member)
      add(member)
    },
    remove,
  }
}
