import type { Move } from './moves.ts'

/** Every cell of the state machine in words, cells that say the same in one row. */
export function renderTable(moves: readonly Move[]): string {
  const rows = [...Map.groupBy(moves, ({ fact, kind }) => (kind === undefined ? fact : `${fact}, ${kind}`))].flatMap(
    ([fact, cells]) =>
      [...Map.groupBy(cells, wordsOf)].map(([words, same], i) => {
        const stages = same.map(({ from }) => from).join(', ')
        return `| ${i === 0 ? `**${fact}**` : ''} | ${stages} | ${words} |`
      }),
  )
  return ['| what is told | of an order that is | what becomes of it |', '|---|---|---|', ...rows].join('\n')
}

function wordsOf({ from, to, verdict, booked, changes }: Move): string {
  if (verdict.startsWith('ignore')) return verdict.replace('ignore', 'ignored')
  const moved = to === from ? [] : [`→ **${to}**`]
  const done = [...moved, ...changes].join('; ')
  if (verdict === 'apply') return done === '' ? 'recorded' : done
  const why = verdict.replace('quarantine', 'quarantined')
  if (!booked) return why
  return done === '' ? `${why}; recorded all the same` : `${why}; counted all the same: ${done}`
}
