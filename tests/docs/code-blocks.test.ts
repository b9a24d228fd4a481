import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { compilerOptions } from './compiler-options.ts'
import { type CodeBlock, listPages, readCodeBlocks } from './markdown.ts'

const blocks = [...listPages(), ...globSync('packages/*/src/**/*.ts').sort()].flatMap(readCodeBlocks)
const isCode = ({ info }: CodeBlock): boolean => info[0] === 'ts'
const isOnPage = ({ path }: CodeBlock): boolean => path.endsWith('.md')

/** What needs no compiling; code under another name than `ts` would be neither compiled nor run. */
const otherLanguages = ['sh', 'sql', 'json', 'yaml', 'csv', 'html', 'text', 'mermaid']

describe('the code in the documentation', () => {
  it('is found, and goes by the name of `ts`', () => {
    expect(blocks.filter(isCode).filter(isOnPage)).not.toEqual([])
    expect(blocks.filter(isCode).filter((block) => !isOnPage(block))).not.toEqual([])
    const others = blocks.filter((block) => !isCode(block) && !otherLanguages.includes(block.info[0]!))
    expect(others.map(({ path, line, info }) => `${path}:${line} goes by the name of '${info[0]}'`)).toEqual([])
  })

  it('compiles under the options of the project', () => {
    expect(complaintsAbout(blocks.filter(isCode))).toEqual([])
  })

  for (const block of blocks
    .filter(isCode)
    .filter(isOnPage)
    .filter(({ info }) => !info.includes('no-run')))
    it(`of ${block.path}:${block.line} runs to its end, without the network`, () => run(block))
})

/** What the compiler says, by the lines of the documentation. All blocks are one program. */
function complaintsAbout(blocks: readonly CodeBlock[]): readonly string[] {
  const options = compilerOptions()
  const files = new Map(blocks.map((block, i) => [resolve(`block-${i}.ts`), { ...block, text: inPlace(block) }]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.readFile = (path) => files.get(path)?.text ?? readFile(path)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([name, { path }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .filter((diagnostic) => !isUnusedResult(diagnostic))
      .map(({ file, start, messageText }) => {
        const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1
        return `${path}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
      }),
  )
}

/** On the lines where it stands, so that complaints name them. */
function inPlace({ line, code }: CodeBlock): string {
  return '\n'.repeat(line - 1) + code
}

/** An example may end with what it makes; what it imports must be of use. */
function isUnusedResult({ reportsUnnecessary, file, start }: ts.Diagnostic): boolean {
  if (reportsUnnecessary === undefined || file === undefined || start === undefined) return false
  const statement = file.statements.find(({ pos, end }) => pos <= start && start < end)
  return statement === undefined || !ts.isImportDeclaration(statement)
}

/** Runs a block as a reader would: in a folder of its own, where the packages are installed and the prices lie. */
async function run(block: CodeBlock): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shagun-docs-'))
  const file = `${basename(block.path, '.md')}.mts`
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'infy.csv'), prices())
    writeFileSync(join(folder, file), inPlace(block))
    const flags = ['--conditions=@shagun/source', '--import', offline]
    await promisify(execFile)(process.execPath, [...flags, file], { cwd: folder, timeout: deadlineMs })
  } catch (error) {
    const { stderr, killed } = error as { readonly stderr: string; readonly killed: boolean }
    const why = killed ? `It did not come to an end within ${deadlineMs / 1000} s; something keeps it running.\n` : ''
    throw new Error(`The code of ${block.path}:${block.line} does not run.\n${why}${stderr}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const deadlineMs = 15_000

const offline = `data:text/javascript,${encodeURIComponent(`
  import { Socket } from 'node:net'
  Socket.prototype.connect = () => { throw new Error('The code in the documentation needs no network.') }
`)}`

/** Six years of days, in waves that two moving averages cross. */
function prices(): string {
  const rows = Array.from({ length: 2_190 }, (_, i) => {
    const close = 1500 + 200 * Math.sin(i / 40)
    return [day(i), close - 2, close + 9, close - 9, close, 1000].join(',')
  })
  return ['date,open,high,low,close,volume', ...rows].join('\n')
}

function day(index: number): string {
  return new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
}
