/** What the account of the ten rules holds, and where orders rest. */
export const heldCount = 20
export const restingCount = 10
/** How many instruments the rule on value at risk adds up. */
export const portfolioSize = 50
/** How often all orders are asked about, before and while time is taken. */
export const warmUpPasses = 1_500
export const passes = 3_000
