import fc from 'fast-check'

// Every property draws the same cases in every run; a counterexample is shrunk for seconds, not for minutes.
fc.configureGlobal({ seed: 1, numRuns: 100, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: true })
