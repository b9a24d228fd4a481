import type { JournalEntry } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import type { StorageClaim } from './claim.ts'
import { entriesFrom, entryAt, expectHeld, readAll } from './stage.ts'

/** More than any storage reads at once. */
const many = 2_500

/** What a journal keeps, and how it is read again. */
export const journalClaims: readonly StorageClaim[] = [
  {
    id: 'journal/empty',
    claim: 'opens the journal of an account that nobody has written to with nothing in it, and no snapshot',
    async check({ open }) {
      const journal = await open('nobody')
      await expectHeld(journal, [])
      if ((await journal.loadSnapshot()) !== undefined)
        throw breach('There is a snapshot of an account that never had one.', 'Give `undefined`.')
    },
  },
  {
    id: 'journal/order',
    claim: 'gives back all that was appended, as it was and in order, however it was batched',
    async check({ open }) {
      const journal = await open()
      const entries = entriesFrom(0, many)
      await journal.append(entries.slice(0, 1))
      await journal.append(entries.slice(1, 4))
      await journal.append([])
      await journal.append(entries.slice(4))
      await expectHeld(journal, entries)
    },
  },
  {
    id: 'journal/at-once',
    claim: 'takes batches that are handed to it before the one ahead is done, in the order of the calls',
    async check({ open }) {
      const journal = await open()
      const entries = entriesFrom(0, 60)
      await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append(entries.slice(3 * i, 3 * i + 3))))
      await expectHeld(journal, entries)
    },
  },
  {
    id: 'journal/after',
    claim: 'gives what comes after a sequence, and nothing after the last',
    async check({ open }) {
      const journal = await open()
      const entries = entriesFrom(0, many)
      await journal.append(entries)
      for (const after of [-1, 0, 7, 998, 999, 1_000, many - 2, many - 1, many + 5])
        await expectHeld(journal, entries.slice(after + 1), after)
    },
  },
  {
    id: 'journal/while-written',
    claim: 'gives what was there when reading began, in order, also where more is appended meanwhile',
    async check({ open }) {
      const journal = await open()
      await journal.append(entriesFrom(0, many))
      const read: JournalEntry[] = []
      for await (const entry of journal.read()) {
        read.push(entry)
        if (entry.sequence % 1_000 === 0) {
          const next = many + entry.sequence / 1_000
          if (next < many + 3) await journal.append([entryAt(next)])
        }
      }
      const odd = read.findIndex(({ sequence }, i) => sequence !== i)
      if (read.length < many || odd >= 0)
        throw breach(
          `Of ${many} entries ${read.length} were read${odd < 0 ? '' : `, and after ${odd - 1} came ${read[odd]!.sequence}`}.`,
          'Read on from the sequence that was given last.',
        )
    },
  },
  {
    id: 'journal/accounts',
    claim: 'keeps accounts apart, whatever they are called',
    async check({ open }) {
      const odd = ['', '.', '../main', 'a/b', "x'; DROP TABLE journal; --", 'ज़ेरोधा', '\u00e9', 'e\u0301']
      const names = ['main', 'Main', 'main ', ...odd, 'x'.repeat(500), `${'x'.repeat(500)}y`]
      const journals = await Promise.all(names.map((name) => open(name)))
      for (const [i, journal] of journals.entries()) await journal.append(entriesFrom(0, i + 1, `of ${i}`))
      for (const [i, journal] of journals.entries()) {
        await expectHeld(journal, entriesFrom(0, i + 1, `of ${i}`))
        await journal.close()
      }
      for (const [i, name] of names.entries()) await expectHeld(await open(name), entriesFrom(0, i + 1, `of ${i}`))
    },
  },
  {
    id: 'journal/texts',
    claim: 'keeps texts to the character, the large and the odd ones',
    async check({ open }) {
      const journal = await open()
      const texts = [
        '',
        'it\'s "quoted" \\ and `so`',
        'नमस्ते 🪔 \u{1F1EE}\u{1F1F3} e\u0301 \u00e9',
        'two\nlines\r\nand\ttabs',
        '\u2028\u2029\ufeff',
        '%s %d ? :name $1 @x',
        'x'.repeat(2_000_000),
      ]
      const entries = texts.map((text, i) => entryAt(i, text))
      await journal.append(entries)
      await expectHeld(journal, entries)
    },
  },
  {
    id: 'journal/times',
    claim: 'keeps times to the bit, also those between two milliseconds',
    async check({ open }) {
      const journal = await open()
      const times = [0, -1, 1_700_000_000_000.125, 0.1 + 0.2, 8.64e15]
      const entries = times.map((time, i) => ({ ...entryAt(i), time }))
      await journal.append(entries)
      await expectHeld(journal, entries)
    },
  },
  {
    id: 'journal/snapshot',
    claim: 'keeps the snapshot that was saved last, one for each account',
    async check({ open }) {
      const [one, two] = [await open('one'), await open('two')]
      await two.saveSnapshot(0, 'of another account')
      await one.saveSnapshot(4, 'earlier')
      await one.saveSnapshot(9, '{"later":"🪔"}')
      const kept = await one.loadSnapshot()
      if (kept?.sequence !== 9 || kept.body !== '{"later":"🪔"}')
        throw breach(`The snapshot is ${JSON.stringify(kept)}.`, 'Let each take the place of the one before.')
      if ((await two.loadSnapshot())?.body !== 'of another account')
        throw breach('That of another account is gone.', 'Keep snapshots by account.')
    },
  },
  {
    id: 'journal/survives',
    claim: 'has entries and snapshots when it is opened again, and goes on after the last',
    lasting: true,
    async check(stage) {
      const before = await stage.open()
      await before.append(entriesFrom(0, 5))
      await before.saveSnapshot(3, 'state')
      await before.close()
      await stage.reopen()
      const journal = await stage.open()
      await expectHeld(journal, entriesFrom(0, 5))
      const snapshot = await journal.loadSnapshot()
      if (snapshot?.sequence !== 3 || snapshot.body !== 'state')
        throw breach(`The snapshot is ${JSON.stringify(snapshot)}.`, 'Keep snapshots where the journal is kept.')
      await journal.append([entryAt(5)])
      if ((await readAll(journal)).length !== 6)
        throw breach('What was appended afterwards is not there.', 'Go on after the last sequence.')
    },
  },
  {
    id: 'journal/let-go',
    claim: 'lets go of journals that are open when it is closed itself',
    lasting: true,
    async check(stage) {
      await (await stage.open()).append([entryAt(0)])
      await stage.reopen()
      await expectHeld(await stage.open(), [entryAt(0)])
    },
  },
]
