import { algoHistory } from '../algos/algo-history.ts'
import { historyOf } from '../history-of.ts'
import { mutants } from './mutants.ts'

// Runs histories until one breaks a promise, and says which.

const { hint, algo } = mutants[Number(process.env['MUTANT'])]!
const seeds = [hint, ...Array.from({ length: 2000 }, (_, i) => i + 1)]
for (const seed of seeds) {
  const { violation } = await (algo === undefined ? historyOf(seed) : algoHistory(algo, seed))
  if (violation === undefined) continue
  console.log(JSON.stringify({ seed, promise: violation.promise }))
  process.exit(0)
}
console.log(JSON.stringify({ seed: null }))
process.exit(0)
