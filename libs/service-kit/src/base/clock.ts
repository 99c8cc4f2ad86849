/** Where the time comes from, so that tests decide it. */
export interface Clock {
  now(): Date;
}

/** Makes an id that no other call makes. */
export type NewId = () => string;
