import type { ConformanceReport } from './report.ts'
import type { ConformanceResult } from './run-cases.ts'

const width = 80

/**
 * A report as text of at most 80 columns: what each level came to, then what failed and what was skipped.
 *
 * @example
 * ```ts
 * import { conformanceReport, printReport } from '@shagun/conformance'
 *
 * console.log(printReport(conformanceReport([], { name: 'acme', version: '1.2.0' })))
 * ```
 */
export function printReport(report: ConformanceReport): string {
  const { adapter, adapterVersion, version, seed, results } = report
  const levels = [...new Set(results.map(levelOf))]
  const rows = levels.map((level) =>
    rowOf(
      level,
      results.filter((result) => levelOf(result) === level),
    ),
  )
  const title = `${adapter}${adapterVersion === undefined ? '' : ` ${adapterVersion}`}`
  return [
    ...wrapped(`${title}, by @shagun/conformance ${version}, seed ${seed}`, ''),
    '',
    columns('', 'passed', 'failed', 'skipped'),
    ...rows,
    columns('all', String(report.passed), String(report.failed), String(report.skipped)),
    ...listOf('failed', results),
    ...listOf('skipped', results),
  ].join('\n')
}

function levelOf({ id }: ConformanceResult): string {
  return id.slice(0, id.indexOf('/'))
}

function rowOf(level: string, results: readonly ConformanceResult[]): string {
  const count = (outcome: ConformanceResult['outcome']): string =>
    String(results.filter((result) => result.outcome === outcome).length)
  return columns(level, count('passed'), count('failed'), count('skipped'))
}

function columns(first: string, ...others: readonly string[]): string {
  return `${first.padEnd(16)}${others.map((text) => text.padStart(9)).join('')}`
}

/** What came to that; cases that did so for one reason are one paragraph, because most likely one thing is behind them. */
function listOf(outcome: 'failed' | 'skipped', results: readonly ConformanceResult[]): readonly string[] {
  const found = results.filter((result) => result.outcome === outcome)
  const byReason = Map.groupBy(found, ({ reason = '' }) => reason)
  const paragraphs = [...byReason].flatMap(([reason, [first, ...others]]) => {
    if (others.length === 0)
      return wrapped(`${first!.id}: ${outcome === 'failed' ? `it ${first!.claim}. ` : ''}${reason}`, '  ')
    return wrapped(`${[first!, ...others].map(({ id }) => id).join(', ')}: ${reason}`, '  ')
  })
  return found.length === 0 ? [] : ['', outcome, ...paragraphs]
}

/** Lines of whole words; what is longer than a line is cut. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((each) => each.match(/.{1,70}/g) ?? [])) {
    const longer = line === '' ? `${indent}${lines.length === 0 ? '' : indent}${word}` : `${line} ${word}`
    if (longer.length <= width) line = longer
    else {
      lines.push(line)
      line = `${indent}${indent}${word}`
    }
  }
  return line === '' ? lines : [...lines, line]
}
