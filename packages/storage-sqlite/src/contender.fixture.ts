import { isShagunError } from '@shagun/core'
import { halted } from './entry.fixture.ts'
import { sqlite } from './index.ts'

// Opens a journal so many times, whenever nobody else has it, and appends where the last one stopped. Two writers at once
// would take the same sequence, and one would end with an error.
const [path = '', rounds = ''] = process.argv.slice(2)
const storage = sqlite(path)
for (let round = 0; round < Number(rounds); ) {
  const journal = await storage.openJournal('main').catch((error) => {
    if (!isShagunError(error, 'journal-conflict')) throw error
  })
  if (journal === undefined) continue
  let next = 0
  for await (const { sequence } of journal.read()) next = sequence + 1
  await Promise.all([journal.append([halted(next)]), journal.append([halted(next + 1)])])
  await journal.close()
  round++
}
await storage.close()
