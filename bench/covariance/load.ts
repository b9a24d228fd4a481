/** A large portfolio over ten years of days. */
export const instrumentCount = 500
export const periodCount = 2_500
