import { once } from 'node:events'
import { sqlite } from './index.ts'

// Opens the journal of an account, says so, and holds it until it is told to let go, or killed.
const [path = '', account = ''] = process.argv.slice(2)
const storage = sqlite(path)
await storage.openJournal(account)
process.stdout.write('holds it\n')
await once(process.stdin, 'data')
await storage.close()
process.exit()
