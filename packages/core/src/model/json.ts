import type { Decimal } from './decimal.ts'

/** What a journal holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** The JSON form of a model type: a Decimal is a string, everything else is itself. */
export type Wire<T> = T extends Decimal
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? readonly Wire<E>[]
      : T extends object
        ? { readonly [K in keyof T]: Wire<T[K]> }
        : never

/** `true` if T survives JSON and back without guessing: no function, Date, Map or bigint, and no `Decimal | string` or `Decimal | number`. */
export type SurvivesJson<T> = [T] extends [Json] ? true : IsAmbiguous<T> extends true ? false : Every<T>

type IsAmbiguous<T> =
  Extract<T, Decimal> extends never ? false : Exclude<T, Decimal | undefined> extends never ? false : true

type Every<T> = false extends (
  T extends Decimal | string | number | boolean | null | undefined
    ? true
    : T extends (...a: never[]) => unknown
      ? false
      : T extends Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | bigint | symbol
        ? false
        : T extends readonly (infer E)[]
          ? SurvivesJson<E>
          : T extends object
            ? { [K in keyof T]-?: SurvivesJson<Exclude<T[K], undefined>> }[keyof T]
            : false
)
  ? false
  : true
