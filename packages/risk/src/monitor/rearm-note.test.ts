import { expect, it } from 'vitest'
import { readRearmNote, writeRearmNote } from './rearm-note.ts'

it.each([
  { monitor: 'risk-monitor', limits: ['drawdown-halt'], reason: 'Checked.' },
  { monitor: 'risk-monitor', limits: ['a.b/c', 'd_e'], highWaterMark: 1234.5678901234567, reason: 'one: two\nthree' },
  { monitor: 'risk-monitor', limits: [], highWaterMark: -1.5e-7, reason: ' with a high-water mark of 7: no' },
])('reads from the journal what it wrote: %j', (note) => {
  expect(readRearmNote('risk-monitor', writeRearmNote(note))).toEqual(note)
})

it('takes nothing for its own that others wrote', () => {
  expect(readRearmNote('risk-monitor', 'Checked by hand.')).toBeUndefined()
  expect(readRearmNote('risk-monitor', 'risk-monitor re-armed')).toBeUndefined()
  const other = writeRearmNote({ monitor: 'other', limits: ['drawdown-halt'], reason: 'x' })
  expect(readRearmNote('risk-monitor', other)).toBeUndefined()
})
