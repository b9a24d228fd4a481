import type { AnyShagunError, InstrumentId, LabeledBars, Timestamp } from '@shagun/core'
import type { Chunk } from './chunks.ts'

/** What became of one chunk. */
export type Fetched = Chunk & ({ readonly labeled: LabeledBars } | { readonly error: AnyShagunError })

/** What is there now, instrument by instrument: how much, from when to when, of which source, and what is missing. */
export function coverage(fetched: readonly Fetched[], took: { readonly ms: number }): string {
  const lines: string[] = []
  for (const [instrument, chunks] of Map.groupBy(fetched, (chunk) => chunk.instrument))
    lines.push(...linesOf(instrument, chunks))
  const failed = fetched.filter((chunk) => 'error' in chunk).length
  lines.push(
    '',
    failed === 0
      ? `All of it is there, after ${(took.ms / 1000).toFixed(1)} s.`
      : `${failed} of ${fetched.length} parts are missing. Run it again to go on from here.`,
  )
  return `${lines.join('\n')}\n`
}

function linesOf(instrument: InstrumentId, chunks: readonly Fetched[]): readonly string[] {
  const served = chunks.flatMap((chunk) => ('labeled' in chunk ? chunk.labeled : []))
  const lines: string[] = [instrument]
  for (const [source, parts] of Map.groupBy(served, sourceOf)) {
    const times = parts.flatMap(({ bars }) => (bars.length === 0 ? [] : [bars.time[0]!, bars.time[bars.length - 1]!]))
    const count = parts.reduce((sum, { bars }) => sum + bars.length, 0)
    const span = times.length === 0 ? 'none there' : `${dayOf(Math.min(...times))} to ${dayOf(Math.max(...times))}`
    const isDoubtful = parts.some(({ stale }) => stale) ? ', less than there should be' : ''
    lines.push(...wrap(`${String(count).padStart(9)} bars  ${span}  ${source}${isDoubtful}`))
  }
  for (const chunk of chunks)
    if ('error' in chunk)
      lines.push(...wrap(`missing ${dayOf(chunk.from)} to ${dayOf(chunk.to)}: ${chunk.error.message}`))
  return lines
}

/** Bars of one source and adjustment may be read together; those of two may not. */
function sourceOf({ source, adjustment, servedAs, delayedBySec }: LabeledBars): string {
  const delay = delayedBySec === 0 ? '' : `, ${delayedBySec / 60} min late`
  const as = servedAs === undefined ? '' : ` as ${servedAs}`
  return `${source}${as}, adjusted: ${adjustment}${delay}`
}

function dayOf(time: Timestamp): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** In 80 columns, as terminals have them. */
function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = ' '
  // A blank stays with the word after it, and of an address there is room for what fits into a line.
  for (const word of text.split(/ (?=\S)/).flatMap((each) => each.match(/.{1,75}/g) ?? [])) {
    if (line.length + word.length + 1 > 80 && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = '   '
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
