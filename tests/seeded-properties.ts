import fc from 'fast-check'

// Every property draws the same cases in every run; a counterexample is shrunk for seconds, not for minutes. The limit
// leaves room for a machine that has other work.
fc.configureGlobal({ seed: 1, numRuns: 100, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true })
