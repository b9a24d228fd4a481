import type { Timestamp } from '@shagun/core'
import type { Blindness } from './blindness.ts'
import type { Ladder } from './ladder.ts'
import { type Figures, measures } from './limits.ts'
import type { ReactionStatus } from './react.ts'
import type { RiskSnapshot } from './risk-snapshot.ts'
import type { Sight } from './sight.ts'

/** All that is seen, and all that is being done, at one moment. */
export function takeSnapshot(
  now: Timestamp,
  sight: Sight,
  figures: Figures,
  ladder: Ladder,
  blindness: Blindness,
  reaction: ReactionStatus,
): RiskSnapshot {
  const { exposures, profit, books, quotes } = sight
  const { gross, net, cost } = exposures
  return {
    time: now,
    rung: ladder.rung,
    equity: books.equity,
    highWaterMark: profit.highWaterMark,
    drawdown: figure(profit.drawdown),
    today: profit.today,
    profit: profit.total,
    unrealized: net - cost,
    gross,
    net,
    leverage: figure(measures.leverage(figures)),
    positions: Array.from(exposures.rows.values(), (row) => ({
      instrument: row.instrument,
      value: row.value,
      share: gross === 0 ? 0 : row.size / gross,
      unrealized: row.value - row.cost,
      price: row.price,
      seenAt: row.seenAt,
    })).sort((a, b) => b.share - a.share || (a.instrument < b.instrument ? -1 : 1)),
    sectors: Array.from(exposures.sectors.values(), ({ name, size, net: { high, low } }) => ({
      name,
      gross: size,
      net: high + low,
    })).sort((a, b) => b.gross - a.gross || (a.name < b.name ? -1 : 1)),
    limits: ladder.rails.map(({ limit, trip }) => ({
      ...limit,
      value: figure(measures[limit.measure](figures)),
      isArmed: trip === undefined,
      trippedAt: trip?.time ?? null,
    })),
    blind: blindness.list(now),
    refusedTicks: { ...quotes.refused },
    reaction,
  }
}

/** JSON has no other way to say that there is no figure. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
