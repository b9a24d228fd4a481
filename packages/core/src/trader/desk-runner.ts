/** What a desk with algos loads. */
export { createRunner } from '../execution/runner.ts'
export { createDeskGround } from './desk-ground.ts'
