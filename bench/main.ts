import { readFileSync, writeFileSync } from 'node:fs'
import { measureApart } from './apart.ts'
import { help, readCommand } from './command.ts'
import { entries } from './entries.ts'
import type { Contestant, Entry } from './entry.ts'
import { installedVersion } from './installed.ts'
import { describeMachine } from './machine.ts'
import { takeTurns } from './measure.ts'
import { withSection } from './page.ts'
import { markdownSection, type Section, terminalSection } from './section.ts'

const rounds = 5
const page = new URL('../docs/benchmarks.md', import.meta.url)
const names = entries.map(({ name }) => name)

const command = readCommand(process.argv.slice(2), names)
switch (command.kind) {
  case 'help':
    process.stdout.write(help)
    break
  case 'list':
    process.stdout.write(entries.map(({ name, about }) => `${name.padEnd(10)}${about}\n`).join(''))
    break
  case 'refused':
    process.stderr.write(`${command.reason}\n`)
    process.exitCode = 1
    break
  case 'run':
    for (const entry of entries.filter(({ name }) => command.names.includes(name))) {
      const section = await measure(entry)
      process.stdout.write(`${terminalSection(section)}\n`)
      writeFileSync(page, withSection(readPage(), names, entry.name, markdownSection(section)))
    }
}

async function measure(entry: Entry): Promise<Section> {
  const results = await takeTurns(entry, {
    rounds,
    isHere,
    run: measureApart,
    onRound: (round) => showRound(entry, round),
  })
  const date = new Date().toISOString().slice(0, 10)
  const measured = `Measured on ${date} in ${rounds} rounds: ${describeMachine()}.`
  return { name: entry.name, about: entry.about, measured, ...entry.report(results) }
}

function isHere({ needs }: Contestant): boolean {
  return needs.every((name) => installedVersion(name) !== undefined)
}

/** On one line that the section overwrites. */
function showRound({ name }: Entry, round: number): void {
  const text = round === 0 ? 'warming up' : `round ${round} of ${rounds}`
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K${name}, ${text}\r`)
}

function readPage(): string {
  try {
    return readFileSync(page, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
