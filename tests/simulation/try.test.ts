import { it } from 'vitest'
import { zerodhaHistory } from './zerodha.ts'

const n = { o: 0, f: 0, c: 0 }
it('x', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { violation, trace, orders, fills, crashes } = await zerodhaHistory(seed)
    if (violation) console.log(seed, violation, orders, fills, crashes)
    n.o += orders
    n.f += fills
    n.c += crashes
    if (violation) {
      console.log(trace.slice(-60).join('\n'))
      break
    }
  }
  console.log(n)
}, 200000)
