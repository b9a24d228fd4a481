/** Children that are to take at once are `take-7.0`, those that wait `post-8.1`: the count, then the route. */
export function keyOf(kind: 'take' | 'post', count: number, route: number): string {
  return `${kind}-${count}.${route}`
}

export function isTaker(key: string): boolean {
  return key.startsWith('take-')
}

/** @returns the index of its route; -1 for a key of somebody else */
export function routeOf(key: string): number {
  return Number(/\.(\d+)$/.exec(key)?.[1] ?? -1)
}
