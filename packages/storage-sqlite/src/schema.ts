/** Raised by every change of the tables below that a file made before it could not live with. */
export const schemaVersion = 2

/** Written into the file's header, so that no other application's database is taken for one of ours ("SHGN"). */
export const applicationId = 0x5348474e

/** The tables of history, apart because a file of version 1 gets them anew. */
const history = `
CREATE TABLE market_data (
  symbol TEXT NOT NULL, -- without its exchange: INFY
  exchange TEXT NOT NULL,
  timeframe TEXT NOT NULL, -- 1m, 15m, 1h, 1d, 1w, 1mo
  source TEXT NOT NULL, -- the provider it was fetched from; unknown for bars of a file that did not say
  adjustment TEXT NOT NULL, -- none, splits, splits-and-dividends
  timestamp TEXT NOT NULL, -- when the bar opened: UTC, always written 2024-01-31T03:45:00.000Z, so that text sorts as time
  open REAL NOT NULL,
  high REAL NOT NULL,
  low REAL NOT NULL,
  close REAL NOT NULL,
  volume REAL NOT NULL,
  vwap REAL, -- for those who know it; saving a bar leaves it as it is
  PRIMARY KEY (symbol, exchange, timeframe, source, adjustment, timestamp)
) STRICT, WITHOUT ROWID;

CREATE INDEX market_data_latest ON market_data (symbol, timeframe, timestamp DESC);

-- The ranges of which all bars are there: what is not in market_data then was never traded. They do not touch.
CREATE TABLE market_data_known (
  symbol TEXT NOT NULL,
  exchange TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  source TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  from_time REAL NOT NULL, -- epoch milliseconds, UTC
  to_time REAL NOT NULL, -- the first moment after it
  PRIMARY KEY (symbol, exchange, timeframe, source, adjustment, from_time)
) STRICT, WITHOUT ROWID;
`

/**
 * The tables. SQLite keeps their text, comments and all: `.schema trading_orders` explains itself.
 *
 * Orders and fills lie in the order in which they came, not by their ids, which are random: so a commit touches a few
 * pages at the end instead of one for each order.
 *
 * No foreign keys lead into the query tables: the journal is the truth, and must never wait on a table made from it.
 */
export const schema: string = `
CREATE TABLE journal (
  account TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  time REAL NOT NULL, -- epoch milliseconds, UTC
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL, -- canonical JSON
  hash TEXT NOT NULL, -- SHA-256 over the hash before and this row
  PRIMARY KEY (account, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  account TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL, -- the last journal entry it includes
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

${history}
-- Made from the journal, in the transaction that appends to it. Decimals are text, exact.
CREATE TABLE trading_orders (
  account TEXT NOT NULL,
  order_id TEXT NOT NULL, -- our own, the client order id
  broker_name TEXT, -- NULL for a denied order, which went to none
  broker_order_ids TEXT NOT NULL, -- JSON array: one order of ours may be several at the broker
  exchange TEXT NOT NULL,
  symbol TEXT NOT NULL,
  transaction_type TEXT NOT NULL, -- buy, sell
  order_type TEXT NOT NULL, -- market, limit, stop, stop-limit
  product TEXT NOT NULL,
  time_in_force TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price TEXT, -- the limit; NULL without one
  stop_price TEXT,
  status TEXT NOT NULL, -- denied, submitted, working, filled, canceled, rejected, expired
  certainty TEXT NOT NULL, -- confirmed; unconfirmed: the broker has not answered for it; quarantined: look at it
  reason TEXT, -- why it was denied, rejected, unconfirmed or quarantined
  filled_quantity TEXT NOT NULL,
  turnover TEXT NOT NULL, -- quantity times price, over all fills
  average_price TEXT, -- turnover / filled_quantity, to 18 digits
  arrival_price REAL, -- the last price seen when it was submitted
  order_timestamp TEXT NOT NULL, -- when it was submitted or denied, UTC
  last_fill_timestamp TEXT, -- by the broker's clock, UTC
  execution_time_ms INTEGER, -- from submission to the last fill
  slippage REAL, -- of average_price against arrival_price, in basis points; positive is a cost
  strategy TEXT,
  execution TEXT, -- the algo that sent it
  tag TEXT,
  PRIMARY KEY (account, order_id)
) STRICT;

CREATE TABLE trading_fills (
  account TEXT NOT NULL,
  order_id TEXT NOT NULL,
  fill_id TEXT NOT NULL,
  broker_order_id TEXT NOT NULL,
  exchange TEXT NOT NULL,
  symbol TEXT NOT NULL,
  transaction_type TEXT NOT NULL, -- buy, sell
  quantity TEXT NOT NULL,
  price TEXT NOT NULL,
  fees TEXT NOT NULL, -- positive is paid
  fill_timestamp TEXT NOT NULL, -- by the broker's clock, UTC
  provisional INTEGER NOT NULL, -- 1: the broker's trade book may still correct it
  PRIMARY KEY (account, order_id, broker_order_id, fill_id)
) STRICT;
`

/** What brings a file of that version to the next one. */
export const migrations: Readonly<Record<number, string>> = {
  // Bars of before said nothing of their source, and no range of them is known to be whole.
  1: `
    DROP INDEX market_data_latest;
    ALTER TABLE market_data RENAME TO market_data_before;
    ${history}
    INSERT INTO market_data
      SELECT symbol, exchange, timeframe, 'unknown', 'none', timestamp, open, high, low, close, volume, vwap
      FROM market_data_before;
    DROP TABLE market_data_before;
  `,
}
