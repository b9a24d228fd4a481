import { notMeasured } from './goal.ts'
import { figuresOf, type Rounds } from './measure.ts'
import { median, ratio } from './statistics.ts'
import { figure, spread, type Table } from './table.ts'

export interface Competition {
  readonly title: string
  readonly rounds: Rounds
  /** What of the samples is compared: less is better. */
  readonly figure: string
  /** Whom the others are compared with. */
  readonly ours: string
  /** Contestants and what the table calls them, ours first. */
  readonly labels: ReadonlyMap<string, string>
  readonly unit: string
  /** Another way to say the median. */
  readonly also?: { readonly head: string; of(median: number): string }
}

/** Contestants in rows, each with its median, the spread of its rounds, and how many times ours it takes. */
export function standings(competition: Competition): Table {
  const { title, rounds, ours, labels, unit, also } = competition
  const own = figuresOf(rounds, ours, competition.figure)!
  const rows = [...labels].map(([contestant, label]) => {
    const values = figuresOf(rounds, contestant, competition.figure)
    if (values === undefined) return [label, notMeasured, '', ...(also === undefined ? [] : ['']), '']
    const middle = median(values)
    const another = also === undefined ? [] : [also.of(middle)]
    return [label, figure(middle), spread(values), ...another, `${figure(ratio(values, own))}x`]
  })
  const another = also === undefined ? [] : [also.head]
  return { head: [title, unit, 'min to max', ...another, 'times ours'], rows }
}

/** How many times ours the fastest of some others takes; `undefined` where none of them is there. */
export function closest(
  rounds: Rounds,
  figure: string,
  ours: string,
  others: readonly string[],
): { readonly name: string; readonly times: number } | undefined {
  const own = figuresOf(rounds, ours, figure)!
  return others
    .flatMap((name) => {
      const values = figuresOf(rounds, name, figure)
      return values === undefined ? [] : [{ name, times: ratio(values, own) }]
    })
    .toSorted((a, b) => a.times - b.times)[0]
}
