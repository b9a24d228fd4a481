import { alwaysOpen, type Calendar, createInstrument, type Instrument, type Network, nse } from '@shagun/core'
import { createFakeYahoo } from '@shagun/data-yahoo/testing'

/** Where prices come from. */
export interface Market {
  readonly instrument: Instrument
  readonly calendar: Calendar
  /** Default: the real one. */
  readonly network?: Network
  end(): void
}

const infosys = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })

/** As Yahoo Finance streams them, which is free of charge and not for the last millisecond. */
export function openLiveMarket(): Market {
  return { instrument: infosys, calendar: nse(), end() {} }
}

const tickMs = 100
const waveMs = 4_000
const dayMs = 86_400_000

/** A Yahoo within this process, where the price goes up and down in waves, whoever watches and whenever it began. */
export function openOfflineMarket(): Market {
  const fake = createFakeYahoo({ unknown: [] })
  const timer = setInterval(() => {
    const time = Date.now()
    const price = 1_500 + 6 * Math.sin((2 * Math.PI * time) / waveMs)
    const volume = Math.floor((time % dayMs) / tickMs) * 15
    fake.tick({ instrument: infosys.id, time, last: Math.round(price * 20) / 20, volume })
  }, tickMs)
  return {
    instrument: infosys,
    calendar: alwaysOpen(),
    network: fake.network,
    end() {
      clearInterval(timer)
      fake.closeSockets()
    },
  }
}
