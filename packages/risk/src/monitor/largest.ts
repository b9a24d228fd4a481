/** What is ranked by its size; of two that are equal the one whose name comes first is the larger. */
export interface Ranked {
  size: number
  readonly name: string
  /** Where it stands in the heap; that is the heap's affair. */
  slot: number
}

/** Knows the largest of many while their sizes change: a heap that each member knows its place in. */
export interface Largest<T extends Ranked> {
  readonly top: T | undefined
  add(member: T): void
  /** Its size has changed. */
  update(member: T): void
  remove(member: T): void
}

export function createLargest<T extends Ranked>(): Largest<T> {
  const heap: T[] = []

  function put(member: T, slot: number): void {
    heap[slot] = member
    member.slot = slot
  }

  /** @returns whether it rose */
  function rise(member: T): boolean {
    let { slot } = member
    const from = slot
    while (slot > 0) {
      const parent = heap[(slot - 1) >> 1]!
      if (!isLarger(member, parent)) break
      put(parent, slot)
      slot = (slot - 1) >> 1
    }
    put(member, slot)
    return slot !== from
  }

  function sink(member: T): void {
    let { slot } = member
    for (;;) {
      const [left, right] = [heap[2 * slot + 1], heap[2 * slot + 2]]
      const child = right !== undefined && isLarger(right, left!) ? right : left
      if (child === undefined || !isLarger(child, member)) break
      const next = child.slot
      put(child, slot)
      slot = next
    }
    put(member, slot)
  }

  function update(member: T): void {
    if (!rise(member)) sink(member)
  }

  return {
    get top() {
      return heap[0]
    },
    add(member) {
      put(member, heap.length)
      rise(member)
    },
    update,
    remove({ slot }) {
      const last = heap.pop()!
      if (last.slot === slot) return
      put(last, slot)
      update(last)
    },
  }
}

function isLarger(a: Ranked, b: Ranked): boolean {
  return a.size > b.size || (a.size === b.size && a.name < b.name)
}
