import type { Contestant, Entry, Sample } from './entry.ts'

/** What each contestant came to, round by round; one that is not there has no samples. */
export type Rounds = ReadonlyMap<string, readonly Sample[]>

export interface Turns {
  /** Rounds that count. One more goes before them, for caches and for a first check of the results. */
  readonly rounds: number
  readonly isHere: (contestant: Contestant) => boolean
  /** Runs one contestant where no other can disturb it. */
  readonly run: (entry: Entry, contestant: Contestant) => Promise<Sample>
  /** Told before each round; round 0 warms up. */
  readonly onRound?: (round: number) => void
}

/**
 * Measures the contestants of an entry by turns: all of them in every round, each round beginning with the next one, so
 * that a busy moment of the machine hits all alike. Those that take part in few rounds come in the last ones.
 *
 * @throws Error where their results do not agree, before anything is counted
 */
export async function takeTurns(entry: Entry, { rounds, isHere, run, onRound }: Turns): Promise<Rounds> {
  const here = entry.contestants.filter(isHere)
  const samples = new Map<string, Sample[]>(here.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round)
    const present = here.filter((contestant) => round > rounds - (contestant.rounds ?? rounds + 1))
    const first = round % Math.max(1, present.length)
    const current = new Map<string, Sample>()
    for (const contestant of [...present.slice(first), ...present.slice(0, first)])
      current.set(contestant.name, await run(entry, contestant))
    entry.check(current)
    if (round > 0) for (const [name, sample] of current) samples.get(name)!.push(sample)
  }
  return samples
}

/** One figure of one contestant, round by round; `undefined` where it was not measured. */
export function figuresOf(rounds: Rounds, contestant: string, figure: string): readonly number[] | undefined {
  return rounds.get(contestant)?.map(({ figures }) => {
    const value = figures[figure]
    if (value === undefined) throw new Error(`${contestant} did not measure ${figure}.`)
    return value
  })
}
