/** Milliseconds of the one clock that all threads of a process share; only differences mean something. */
export const elapsedMs = (): number => Number(process.hrtime.bigint()) / 1e6;
