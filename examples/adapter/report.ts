import { writeFileSync } from 'node:fs'
import { conformanceReport, printReport, runCases } from '@shagun/conformance'
import { cases } from './cases.ts'

const report = conformanceReport(await runCases(cases), { name: 'acme', version: '0.1.0' })
console.log(printReport(report))
const [file] = process.argv.slice(2)
if (file !== undefined) writeFileSync(file, JSON.stringify(report, undefined, 2))
process.exitCode = report.failed === 0 ? 0 : 1
