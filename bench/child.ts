import { entries } from './entries.ts'

// Started by apart.ts: measures the contestant it is told, tells its parent, and ends.
const [entryName, contestantName] = process.argv.slice(2)
const contestant = entries
  .find(({ name }) => name === entryName)
  ?.contestants.find(({ name }) => name === contestantName)
if (contestant === undefined) throw new Error(`There is no ${contestantName} in ${entryName}.`)
const sample = await contestant.measure()
process.send?.(sample)
