declare const shape: unique symbol;

/** The part of a kind that is there while the program runs. */
export interface KindTag {
  readonly name: string;
}

/**
 * Says what flows along an edge of the graph: a name that is compared when the pipeline is built, and a type that the
 * compiler compares before that. Invariant in T.
 */
export interface Kind<T> extends KindTag {
  readonly [shape]?: (value: T) => T;
}

/** The type of the values of a kind. */
export type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** Makes a kind. Two kinds of one name count as the same, so a kind may be declared on both sides of a package border. */
export function kind<T>(name: string): Kind<T> {
  return Object.freeze({ name });
}
