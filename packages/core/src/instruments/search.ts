import { exchangeOf, symbolOf } from '../model/ids.ts'
import type { Instrument, InstrumentKind } from '../model/instrument.ts'

/** What a search is limited to. */
export interface SearchOptions {
  /** How many are given at most. Default: 20. */
  readonly limit?: number
  readonly exchange?: string
  readonly kind?: InstrumentKind
}

export type Search = (text: string, options: SearchOptions) => readonly Instrument[]

/** How well a word fits; the best counts. */
const scores = { symbol: 8, symbolStart: 4, word: 2, wordStart: 1 }
/** For text that is a symbol as a whole. */
const wholeSymbol = 16

/**
 * An index over instruments. They are put into the order in which equals are shown, once; a search then counts, for each
 * instrument, how many of its words fit and how well, and takes the first of each count.
 */
export function createSearch(instruments: Iterable<Instrument>): Search {
  const listed = inOrder(instruments)
  const symbols = createWords(listed, (instrument) => [symbolOf(instrument.id).toUpperCase()])
  const words = createWords(listed, wordsOf)

  const fitting = new Uint8Array(listed.length)
  const total = new Uint16Array(listed.length)

  /** Only what fits all words before is asked for this one, and only its best fit counts. */
  function count(having: readonly number[] | undefined, words: number, score: number): void {
    if (having === undefined) return
    for (const i of having) {
      if (fitting[i] !== words) continue
      fitting[i] = words + 1
      total[i]! += score
    }
  }

  return (text, { limit = 20, exchange, kind }) => {
    const asked = splitWords(text)
    if (asked.length === 0) return []
    fitting.fill(0)
    total.fill(0)
    for (const i of symbols.exact(text.trim().toUpperCase()) ?? []) total[i] = wholeSymbol
    asked.forEach((word, i) => {
      count(symbols.exact(word), i, scores.symbol)
      for (const having of symbols.starting(word)) count(having, i, scores.symbolStart)
      count(words.exact(word), i, scores.word)
      for (const having of words.starting(word)) count(having, i, scores.wordStart)
    })

    const found: Instrument[][] = []
    for (let i = fitting.indexOf(asked.length); i !== -1; i = fitting.indexOf(asked.length, i + 1)) {
      const equals = (found[total[i]!] ??= [])
      if (equals.length === limit) continue
      const instrument = listed[i]!
      if (kind !== undefined && instrument.kind !== kind) continue
      if (exchange === undefined || exchangeOf(instrument.id) === exchange) equals.push(instrument)
    }
    return found.reverse().flat().slice(0, limit)
  }
}

/** Which instruments have a word, by their places in the list. */
interface Words {
  exact(word: string): readonly number[] | undefined
  /** Those of all longer words that begin so. */
  starting(start: string): Iterable<readonly number[]>
}

/** The words stand in order, so that those with one beginning stand together. */
function createWords(listed: readonly Instrument[], wordsOf: (instrument: Instrument) => readonly string[]): Words {
  const byWord = new Map<string, number[]>()
  listed.forEach((instrument, i) => {
    for (const word of wordsOf(instrument)) {
      const having = byWord.get(word)
      if (having === undefined) byWord.set(word, [i])
      else if (having.at(-1) !== i) having.push(i)
    }
  })
  const words = [...byWord.keys()].sort()

  return {
    exact: (word) => byWord.get(word),
    *starting(start) {
      let i = firstFrom(words, start)
      if (words[i] === start) i++
      for (; i < words.length && words[i]!.startsWith(start); i++) yield byWord.get(words[i]!)!
    },
  }
}

function firstFrom(words: readonly string[], start: string): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (words[middle]! < start) low = middle + 1
    else high = middle
  }
  return low
}

function splitWords(text: string): readonly string[] {
  return text
    .toUpperCase()
    .split(/[\s:,;/()]+/)
    .filter((word) => word !== '')
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function wordsOf({ id, kind, name, underlying, expiry, strike, optionType, isin }: Instrument): readonly string[] {
  const words = [exchangeOf(id).toUpperCase(), ...splitWords(symbolOf(id)), ...splitWords(name ?? '')]
  if (isin !== undefined) words.push(isin)
  if (underlying !== undefined) words.push(underlying.toUpperCase())
  if (expiry !== undefined) words.push(months[new Date(expiry).getUTCMonth()]!)
  if (kind === 'future') words.push('FUT', 'FUTURE')
  if (strike !== undefined) words.push(strike.toString())
  if (optionType !== undefined) words.push(...(optionType === 'call' ? ['CE', 'CALL'] : ['PE', 'PUT']))
  return words
}

const kinds: readonly InstrumentKind[] = ['equity', 'index', 'etf', 'currency', 'crypto', 'future', 'option']

/** Those that are looked for most first. */
function inOrder(instruments: Iterable<Instrument>): readonly Instrument[] {
  return [...instruments]
    .map((instrument) => ({
      instrument,
      kind: kinds.indexOf(instrument.kind),
      expiry: instrument.expiry ?? 0,
      length: instrument.id.length,
    }))
    .sort(
      (a, b) =>
        a.kind - b.kind ||
        a.expiry - b.expiry ||
        a.length - b.length ||
        (a.instrument.id < b.instrument.id ? -1 : Number(a.instrument.id > b.instrument.id)),
    )
    .map(({ instrument }) => instrument)
}
