/**
 * Everything that can be read in a value, as somebody would who prints it whole: of an error also what stands in its
 * stack, its details and its causes.
 */
export function textOf(value: unknown): string {
  const seen = new Set<unknown>()
  const parts: string[] = []

  function read(part: unknown): void {
    if (typeof part !== 'object' || part === null) {
      parts.push(String(part))
      return
    }
    if (seen.has(part)) return
    seen.add(part)
    const hidden = part instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors'] : []
    for (const name of new Set([...Object.keys(part), ...hidden])) {
      parts.push(name)
      read((part as Readonly<Record<string, unknown>>)[name])
    }
    if (part instanceof Map || part instanceof Set) for (const item of part) read(item)
  }

  read(value)
  return parts.join('\n')
}
