import { historyOf } from '../history-of.ts'

// Runs histories until one breaks a promise, and says which.

const most = Number(process.env['SEEDS'] ?? 2000)
for (let seed = 1; seed <= most; seed++) {
  const { violation } = await historyOf(seed).catch((cause: unknown) => ({ violation: { promise: String(cause) } }))
  if (violation === undefined) continue
  console.log(JSON.stringify({ seed, promise: violation.promise }))
  process.exit(0)
}
console.log(JSON.stringify({ seed: null }))
process.exit(0)
