import { breach } from '../conformance-case.ts'
import type { StorageClaim } from './claim.ts'
import { entriesFrom, entryAt, expectHeld, expectRefused } from './stage.ts'

/** What a journal takes, and from whom. */
export const journalWriterClaims: readonly StorageClaim[] = [
  {
    id: 'journal/atomic',
    claim: "refuses a batch with a gap or a sequence that comes twice as 'journal-conflict', and keeps nothing of it",
    async check({ open }) {
      const journal = await open()
      await journal.append([entryAt(0)])
      for (const [what, batch] of [
        ['A batch with a gap', [entryAt(1), entryAt(3)]],
        ['A batch in which a sequence comes twice', [entryAt(1), entryAt(2), entryAt(2)]],
      ] as const) {
        await expectRefused(what, 'journal-conflict', () => journal.append(batch))
        await expectHeld(journal, [entryAt(0)])
      }
      await journal.append([entryAt(1)])
      await expectHeld(journal, entriesFrom(0, 2))
    },
  },
  {
    id: 'journal/sequence',
    claim: "refuses a batch that does not begin where the last one ended as 'journal-conflict'",
    async check({ open }) {
      const journal = await open()
      await expectRefused('A first entry that is not 0', 'journal-conflict', () => journal.append([entryAt(1)]))
      await journal.append(entriesFrom(0, 3))
      for (const sequence of [0, 2, 4, 9])
        await expectRefused(`Entry ${sequence} after entry 2`, 'journal-conflict', () =>
          journal.append([entryAt(sequence, 'another writer')]),
        )
      await expectHeld(journal, entriesFrom(0, 3))
    },
  },
  {
    id: 'journal/conflict-details',
    claim: 'says of a conflict whose journal it is, which sequence was expected and which was found',
    async check({ open }) {
      const journal = await open()
      await journal.append(entriesFrom(0, 3))
      const error = await expectRefused('Entry 7 after entry 2', 'journal-conflict', () => journal.append([entryAt(7)]))
      const { account, expected, found } = error.details
      if (account !== 'main' || expected !== 3 || found !== 7)
        throw breach(
          `Of entry 7 after entry 2 of main it says: account ${account}, expected ${expected}, found ${found}.`,
          'Fill in the details of the error.',
        )
    },
  },
  {
    id: 'journal/one-writer',
    claim: "refuses to open a journal that is open as 'journal-conflict', until its writer closes it",
    async check({ open }) {
      const first = await open()
      await expectRefused('A second opening', 'journal-conflict', () => open())
      await (await open('another')).append([entryAt(0)])
      await first.append([entryAt(0)])
      await first.close()
      const second = await open()
      await second.append([entryAt(1)])
      await expectHeld(second, entriesFrom(0, 2))
    },
  },
  {
    id: 'journal/closed',
    claim: "takes neither an entry nor a snapshot from a writer that has closed, and says 'not-started'",
    async check({ open }) {
      const first = await open()
      await first.append([entryAt(0)])
      await first.close()
      const second = await open()
      await expectRefused('An entry of a writer that has closed', 'not-started', () => first.append([entryAt(1)]))
      await expectRefused('A snapshot of a writer that has closed', 'not-started', () => first.saveSnapshot(0, 'old'))
      await second.append([entryAt(1, 'mine')])
      await expectHeld(second, [entryAt(0), entryAt(1, 'mine')])
    },
  },
  {
    id: 'journal/closes-once',
    claim: 'takes the second close of a journal for none at all, whoever has it open by then',
    async check({ open }) {
      const first = await open()
      await first.close()
      const second = await open()
      await second.append([entryAt(0)])
      await first.close()
      await expectRefused('The journal that the next writer has open', 'journal-conflict', () => open())
      await second.append([entryAt(1)])
    },
  },
]
