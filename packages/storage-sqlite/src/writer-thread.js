import { parentPort, workerData } from 'node:worker_threads'
import { serveWrites } from './serve-writes.ts'

// In JavaScript, so that a thread starts under one name from the sources and from the package.
serveWrites(parentPort, workerData)
