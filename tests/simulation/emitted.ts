import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import type { JournalEntry, Log } from '@shagun/core'

/** Everything that comes out of accounts for people to see or disks to keep, to be looked through for secrets. */
export interface Emitted {
  /** Keeps what is logged, with its fields. */
  readonly log: Log
  /** Keeps whatever it is, as deep as it goes: errors with their details, stacks and causes, events, answers. */
  note(where: string, what: unknown): void
  /** Keeps the rows of a journal. Their chain of hashes is made from nothing else. */
  noteRows(entries: readonly JournalEntry[]): void
  /** How much was kept, by where it came from. */
  readonly counts: ReadonlyMap<string, number>
  /** What shows a secret, or a half of one, in any writing; or a checksum of Kite's. */
  findLeaks(secrets: Iterable<string>, checksums?: Iterable<string>): Leak[]
}

export interface Leak {
  /** Which secret, so that a failing test does not show it, too. */
  readonly secret: string
  readonly where: string
  readonly text: string
}

export function createEmitted(): Emitted {
  /** Each text once, as a day has many lines that are the same, with where it came from first. */
  const kept = new Map<string, string>()
  const counts = new Map<string, number>()

  function note(where: string, what: unknown): void {
    counts.set(where, (counts.get(where) ?? 0) + 1)
    const text = typeof what === 'string' ? what : inspect(what, wholly)
    if (!kept.has(text)) kept.set(text, where)
  }

  const line =
    (level: string) =>
    (message: string, fields?: object): void =>
      note(level, fields === undefined ? message : `${message} ${inspect(fields, wholly)}`)

  return {
    log: { debug: line('debug'), warn: line('warn'), error: line('error') },
    note,
    noteRows(entries) {
      for (const { hash: _hash, body, ...rest } of entries) note('journal', `${inspect(rest, wholly)} ${body}`)
    },
    counts,
    findLeaks(secrets, checksums = []) {
      const known = new Set(checksums)
      const leaks: Leak[] = []
      // Most histories leak nothing, and one long text is soon looked through.
      const all = [...kept.keys()].join('\n').toLowerCase()
      const found = (what: string, isIn: (text: string) => boolean): void => {
        for (const [text, where] of kept)
          if (isIn(text.toLowerCase())) leaks.push({ secret: what, where, text: text.slice(0, 300) })
      }
      for (const secret of secrets)
        for (const [pattern, writing] of writingsOf(secret))
          if (all.includes(pattern)) found(`${nameOf(secret)} as ${writing}`, (text) => text.includes(pattern))
      for (const [hash] of all.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g))
        if (known.has(hash)) found('a checksum', (text) => text.includes(hash))
      return leaks
    },
  }
}

/** What is not shown at first sight leaks as well. */
const wholly = {
  depth: 12,
  showHidden: true,
  getters: true,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
} as const

function nameOf(secret: string): string {
  return `secret ${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`
}

/** Half a token is as good as none, and too much to show; so the halves stand for the whole. */
function writingsOf(secret: string): ReadonlyMap<string, string> {
  const middle = Math.ceil(secret.length / 2)
  const pieces = secret.length < 16 ? [secret] : [secret.slice(0, middle), secret.slice(middle)]
  /** By what to look for: to be found once is enough. */
  const writings = new Map<string, string>()
  for (const piece of pieces)
    for (const [writing, text] of [
      ['it is', piece],
      ['a part of an address', encodeURIComponent(piece)],
      ['a field of a form', new URLSearchParams({ s: piece }).toString().slice(2)],
      ['JSON', JSON.stringify(piece).slice(1, -1)],
      ['JSON within JSON', JSON.stringify(JSON.stringify(piece).slice(1, -1)).slice(1, -1)],
      ['what an inspector shows', inspect(piece).slice(1, -1)],
      ['hexadecimal', Buffer.from(piece).toString('hex')],
    ] as const)
      if (!writings.has(text.toLowerCase())) writings.set(text.toLowerCase(), writing)
  for (const encoding of ['base64', 'base64url'] as const)
    for (const [shift, cut] of startsInBase64) {
      const coded = Buffer.from('x'.repeat(shift) + secret)
        .toString(encoding)
        .replace(/=+$/, '')
      writings.set(coded.slice(cut, -2).toLowerCase(), encoding)
    }
  return writings
}

/** Behind so many letters its bits begin within a letter of Base64, which is not its own then: that many are cut off. */
const startsInBase64 = [
  [0, 0],
  [1, 2],
  [2, 3],
] as const
