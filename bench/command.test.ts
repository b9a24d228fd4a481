import { describe, expect, it } from 'vitest'
import { help, readCommand } from './command.ts'

const known = ['backtest', 'sma', 'ema']

describe('the command line', () => {
  it.each([
    [[], { kind: 'run', names: known }],
    [['sma'], { kind: 'run', names: ['sma'] }],
    [['ema', 'backtest'], { kind: 'run', names: ['backtest', 'ema'] }],
    [['--list'], { kind: 'list' }],
    [['--help', 'sma'], { kind: 'help' }],
  ])('%j is %j', (args, command) => {
    expect(readCommand(args, known)).toEqual(command)
  })

  it.each([[['wma']], [['sma', 'wma']]])('%j is refused, with what there is', (args) => {
    const reason = 'There is nothing to measure under wma; there are: backtest, sma, ema.'
    expect(readCommand(args, known)).toEqual({ kind: 'refused', reason })
  })

  it('refuses an option that it does not know', () => {
    expect(readCommand(['--fast'], known)).toMatchObject({ kind: 'refused' })
  })

  it('has help for 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
