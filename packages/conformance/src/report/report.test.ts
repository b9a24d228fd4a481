import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { everything } from '../testing/brokers/acme-venue.ts'
import { brokenBrokers } from '../testing/brokers/all-broken.ts'
import { acmeCases } from '../testing/brokers/honest.ts'
import { printReport } from './print-report.ts'
import { conformanceReport } from './report.ts'
import { runCases } from './run-cases.ts'

const broken = brokenBrokers.find(({ fails }) => fails === 'faults/reply-lost')!
const supports = { ...everything, groups: [] }
const results = await runCases(acmeCases(broken.breaks, supports, { seed: 7 }))
const report = conformanceReport(results, { name: 'acme', version: '1.2.0' })

describe('a run of cases without a test runner', () => {
  it('has a result for each, with what was seen where one fails, and why one was skipped', () => {
    expect(results.map(({ id }) => id)).toEqual(acmeCases().map(({ id }) => id))
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([
      {
        id: 'faults/reply-lost',
        claim: expect.stringContaining('whose answer was lost'),
        seed: 7,
        outcome: 'failed',
        reason: expect.stringMatching(/^It was answered with rejected .+ never left\.$/s),
      },
    ])
    const skipped = results.filter(({ outcome }) => outcome === 'skipped')
    expect(skipped.map(({ reason }) => reason)).toContain('it declares no oco')
    for (const { outcome, reason } of results) expect(reason === undefined).toBe(outcome === 'passed')
  })

  it('tells of each result as it comes', async () => {
    const heard: string[] = []
    const cases = acmeCases().slice(0, 3)
    await runCases(cases, ({ id, outcome }) => heard.push(`${id} ${outcome}`))
    expect(heard).toEqual(cases.map(({ id }) => `${id} passed`))
  })
})

describe('a report', () => {
  it('is JSON with the seed, the version of the kit and what everything came to', () => {
    const { version } = JSON.parse(readFileSync('packages/conformance/package.json', 'utf8'))
    const read = JSON.parse(JSON.stringify(report))
    expect(read).toEqual(report)
    expect(read).toMatchObject({ adapter: 'acme', adapterVersion: '1.2.0', version, seed: 7, failed: 1 })
    expect(read.passed + read.failed + read.skipped).toBe(read.results.length)
  })

  it('is the same for the same run', async () => {
    const again = await runCases(acmeCases(broken.breaks, supports, { seed: 7 }))
    expect(conformanceReport(again, { name: 'acme', version: '1.2.0' })).toEqual(report)
  })

  it('prints as a table for 80 columns, with what failed and what was skipped', () => {
    const text = printReport(report)
    const lines = text.split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines[0]).toBe(`acme 1.2.0, by @shagun/conformance ${report.version}, seed 7`)
    expect(text).toMatch(/^faults +\d+ +1 +0$/m)
    expect(text).toMatch(/^all +\d+ +1 +\d+$/m)
    expect(text).toContain('\nfailed\n  faults/reply-lost: it does not call an order refused')
    expect(text).toContain('\n  groups/bracket: it declares no bracket')
  })

  it('tells what several cases failed for once', () => {
    const failed = (id: string, reason: string) => ({ id, claim: 'holds', seed: 1, outcome: 'failed', reason }) as const
    const all = [failed('orders/day', 'No answer.'), failed('orders/ioc', 'Late.'), failed('facts/cash', 'No answer.')]
    const text = printReport(conformanceReport(all, { name: 'acme' }))
    expect(text).toContain('\n  orders/day, facts/cash: No answer.\n  orders/ioc: it holds. Late.')
  })

  it('prints words that are longer than a line', () => {
    const result = { id: 'facts/cash', claim: 'counts', seed: 1, outcome: 'failed', reason: 'x'.repeat(300) } as const
    const text = printReport(conformanceReport([result], { name: 'acme' }))
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(text.match(/x/g)?.length).toBe(300)
  })
})
