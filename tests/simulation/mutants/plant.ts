import { registerHooks } from 'node:module'
import { mutants } from './mutants.ts'

// Loaded before everything else: changes one file of the sources while it is read, and nothing on the disk.

const mutant = mutants[Number(process.env['MUTANT'])]!

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/packages/core/src/${mutant.file}`)) return loaded
    const [before, after, ...more] = String(loaded.source).split(mutant.find)
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`The text of the bug "${mutant.bug}" is not in ${mutant.file} once and only once.`)
    return { ...loaded, source: before + mutant.replace + after }
  },
})
