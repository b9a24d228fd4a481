import { ShagunError } from '../errors.ts'

/** What a planner says of a child, kept with its order as its tag, so that a restart knows it, too. */
export interface ChildTag {
  readonly key: string
  readonly exit: boolean
  readonly siblings?: string
}

/** `key`, then `!` where it closes what others have filled, then `~` and the label of its siblings. */
export function encodeTag({ key, exit, siblings }: ChildTag): string {
  if (!/^[\w.#-]+$/.test(key)) throw noKey(key)
  return `${key}${exit ? '!' : ''}${siblings === undefined ? '' : `~${siblings}`}`
}

export function decodeTag(tag: string): ChildTag {
  const [, key = '', exit, siblings] = /^([^!~]*)(!?)(?:~(.*))?$/s.exec(tag) ?? []
  return { key, exit: exit === '!', ...(siblings !== undefined && { siblings }) }
}

function noKey(value: string): ShagunError {
  const expected = 'letters, digits and any of - _ . #'
  return new ShagunError('invalid-order', `The planner names a child "${value}"; expected ${expected}.`, {
    details: { field: 'key', value, expected },
  })
}
