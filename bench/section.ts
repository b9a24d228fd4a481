import type { Goal } from './goal.ts'
import { markdownTable, type Table, terminalTable } from './table.ts'

const pageWidth = 120
const terminalWidth = 80

/** What the measuring of one entry came to. */
export interface Section {
  readonly name: string
  readonly about: string
  /** When, on what, and how often it was measured. */
  readonly measured: string
  readonly goals: readonly Goal[]
  readonly tables: readonly Table[]
  /** What a reader must know to judge the figures. */
  readonly notes: readonly string[]
}

export function markdownSection({ name, about, measured, goals, tables, notes }: Section): string {
  const parts = [
    `## ${name}\n`,
    wrap(about, pageWidth),
    markdownTable(goalTable(goals)),
    ...tables.map(markdownTable),
    notes.map((note) => item(note, pageWidth)).join(''),
    wrap(measured, pageWidth),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

export function terminalSection({ name, about, measured, goals, tables, notes }: Section): string {
  const parts = [
    wrap(`${name}: ${about}`, terminalWidth),
    terminalTable(goalTable(goals)),
    ...tables.map(terminalTable),
    notes.map((note) => item(note, terminalWidth)).join(''),
    wrap(measured, terminalWidth),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function goalTable(goals: readonly Goal[]): Table {
  return { head: ['goal', 'measured', 'met'], rows: goals.map(({ claim, measured, met }) => [claim, measured, met]) }
}

function item(text: string, width: number): string {
  return `- ${wrap(text, width - 2)
    .trimEnd()
    .replaceAll('\n', '\n  ')}\n`
}

/** Breaks between words; a word alone may be longer than the line. */
function wrap(text: string, width: number): string {
  let line = ''
  const lines: string[] = []
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return `${[...lines, line].join('\n')}\n`
}
