import { algoHistory } from './algo-history.ts'
import { type AlgoName, drawnAlgos } from './parent-orders.ts'

const [, , which = 'all', first = '1', count = '20', verbose = ''] = process.argv
for (const name of which === 'all' ? Object.keys(drawnAlgos) : which.split(',')) {
  const t = Date.now()
  const ended: Record<string, number> = {}
  const broken: Record<string, number[]> = {}
  let [orders, fills, crashes] = [0, 0, 0]
  for (let seed = +first; seed < +first + +count; seed++) {
    if (process.env['SHOW']) console.log(name, seed)
    const t1 = performance.now()
    const r = await algoHistory(name as AlgoName, seed)
    if (performance.now() - t1 > 3000)
      console.log('   slow', name, seed, performance.now() - t1, r.orders, r.trace.length)
    orders += r.orders
    fills += r.fills
    crashes += r.crashes
    for (const [k, v] of r.executions) ended[k] = (ended[k] ?? 0) + v
    if (process.env['TRACE']) console.log(r.trace.join('\n'))
    if (r.violation) {
      ;(broken[r.violation.promise] ??= []).push(seed)
      if (verbose) {
        console.log(r.trace.join('\n'))
        console.log(r.violation)
      } else if (broken[r.violation.promise]!.length === 1)
        console.log('   ', seed, r.violation.promise, r.violation.evidence.slice(0, 600))
    }
  }
  console.log(name, `${Date.now() - t} ms`, { orders, fills, crashes }, ended, broken)
}
process.exit(0)
