import { expect, it } from 'vitest'
import { readRearmNote, writeRearmNote } from './rearm-note.ts'

it.each([
  { monitor: 'risk-monitor', limits: ['drawdown-halt'], forgetsHigh: false, reason: 'Checked.' },
  { monitor: 'risk-monitor', limits: ['a.b/c', 'd_e'], forgetsHigh: true, reason: 'one: two\nthree' },
  { monitor: 'risk-monitor', limits: [], forgetsHigh: true, reason: ' with a new high-water mark: no' },
])('reads from the journal what it wrote: %j', (note) => {
  expect(readRearmNote('risk-monitor', writeRearmNote(note))).toEqual(note)
})

it('takes nothing for its own that others wrote', () => {
  expect(readRearmNote('risk-monitor', 'Checked by hand.')).toBeUndefined()
  expect(readRearmNote('risk-monitor', 'risk-monitor re-armed')).toBeUndefined()
  const other = writeRearmNote({ monitor: 'other', limits: ['drawdown-halt'], forgetsHigh: false, reason: 'x' })
  expect(readRearmNote('risk-monitor', other)).toBeUndefined()
})
