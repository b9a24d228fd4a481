import type { Decimal, Timestamp } from '@shagun/core'

/** What is said, for a terminal of 80 columns: headings, and rows of a name and a value beneath them. */
export interface Terminal {
  heading(text: string): void
  row(name: string, value: string): void
  note(text: string): void
  /** On a line of its own and in one piece, however long: it is to be opened. */
  address(url: string): void
}

const columns = 80
const indent = 2
const nameWidth = 16

export function createTerminal(write: (text: string) => void): Terminal {
  return {
    heading: (text) => write(`\n${text}\n`),
    row: (name, value) => write(wrapped(name.padEnd(nameWidth - indent), value, nameWidth)),
    note: (text) => write(wrapped('', text, indent)),
    address: (url) => write(`\n${url}\n\n`),
  }
}

/** Lines after the first begin below the value. What is longer than a line is broken where the line ends. */
function wrapped(name: string, value: string, from: number): string {
  const width = columns - from
  // A blank stays with the word before it, so that columns stay columns.
  const words = value.split(/ (?=\S)/).flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [])
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  const [first = '', ...rest] = lines
  const begin = `${' '.repeat(indent)}${name}`
  // A name that is too long for its column still stands apart from what follows.
  const gap = begin.trim() !== '' && begin.length >= from && !begin.endsWith(' ') ? ' ' : ''
  return `${[`${begin}${gap}${first}`, ...rest.map((line) => ' '.repeat(from) + line)].join('\n')}\n`
}

const rupees = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** As they are grouped in India: 10,00,000.00. */
export function money(amount: Decimal | number): string {
  return rupees.format(typeof amount === 'number' ? amount : (amount.toFixed() as `${number}`))
}

const moment = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
})
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', timeStyle: 'medium' })

/** `Friday 06:00` */
export function timeInIndia(time: Timestamp): string {
  return moment.format(time)
}

/** `09:15:00` */
export function clockInIndia(time: Timestamp): string {
  return clock.format(time)
}
