import { type IndicatorGroup, type IndicatorMetadata, indicators } from '@shagun/indicators/metadata'

/** Every group that there is, in the order of the page. */
const groups: Readonly<Record<IndicatorGroup, string>> = {
  overlap: 'Overlap studies',
  momentum: 'Momentum',
  volatility: 'Volatility',
  volume: 'Volume',
  trend: 'Trend',
  channels: 'Channels',
  session: 'Sessions',
  price: 'Price',
  statistics: 'Statistics',
  cycle: 'Cycles',
  candles: 'Candle patterns',
}

/** All indicators in tables, one for each group. */
export function renderIndicators(benchmarks: string): string {
  return (Object.keys(groups) as IndicatorGroup[])
    .map((group) => {
      const members = indicators.filter((indicator) => indicator.group === group)
      const table = group === 'candles' ? tableOfCandles(members) : tableOf(members, benchmarks)
      return `### ${groups[group]}\n\n${table}`
    })
    .join('\n\n')
}

function tableOf(members: readonly IndicatorMetadata[], benchmarks: string): string {
  return markdown(
    ['function', 'what it is', 'formula', 'parameters', 'first value', 'ns a bar, an update'],
    members.map((indicator) => [
      code(indicator.name),
      `${indicator.title}${indicator.outputs.length > 1 ? `: ${indicator.outputs.map(code).join(', ')}` : ''}`,
      code(indicator.formula),
      indicator.parameters.map(({ name, default: usual }) => `${code(name)} ${usual}`).join(', '),
      String(indicator.lookback() ?? 'by data'),
      costOf(indicator, benchmarks),
    ]),
  )
}

function tableOfCandles(members: readonly IndicatorMetadata[]): string {
  return markdown(
    ['function', 'pattern', 'parameters', 'first value'],
    members.map(({ name, title, parameters, lookback }) => [
      code(name),
      title,
      parameters.map((parameter) => `${code(parameter.name)} ${parameter.default}`).join(', '),
      String(lookback()),
    ]),
  )
}

/** What the page of the benchmarks says of it, in batch and in streaming; nothing where it is not measured. */
function costOf({ name }: IndicatorMetadata, benchmarks: string): string {
  const section = benchmarks.split(/^## /m).find((text) => text.startsWith(`${name}\n`))
  const costs = [...(section ?? '').matchAll(/^\| @shagun\/indicators [^|]*\| ([\d.,]+) \|/gm)].map(([, ns]) => ns!)
  return costs.length < 2 ? '' : `[${costs[0]}, ${costs[1]}](benchmarks.md#${name})`
}

function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
