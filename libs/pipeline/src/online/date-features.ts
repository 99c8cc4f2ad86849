import type { Encoder } from './estimators.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 1970-01-01 was a Thursday; weeks start on Sunday here. */
const WEEKDAY_OF_EPOCH = 4;
const MAX_DATE_MS = 8.64e15;

export interface DateFeaturesOptions {
  /** Local time minus UTC; default −180, Brasília. One offset for all dates: there is no daylight saving. */
  readonly utcOffsetMinutes?: number;
}

/**
 * A moment as features: sine and cosine of the time of day, the day of the week and the month, each on its own circle, so
 * that 23:59 is close to 00:00 and December to January. In order: sin and cos of the hour (minutes counted), of the
 * weekday (Sunday is 0), of the month (January is 0).
 */
export class DateFeatures implements Encoder<number> {
  readonly width = 6;
  private readonly offsetMs: number;

  constructor({ utcOffsetMinutes = -180 }: DateFeaturesOptions = {}) {
    this.offsetMs = utcOffsetMinutes * MINUTE_MS;
  }

  /**
   * @param epochMs milliseconds since 1970-01-01T00:00Z
   * @throws RangeError when it is no date, or `into` has no room from `at` on
   */
  encode(epochMs: number, into: Float64Array = new Float64Array(this.width), at = 0): Float64Array {
    const local = epochMs + this.offsetMs;
    if (!(Math.abs(local) <= MAX_DATE_MS)) throw new RangeError(`${epochMs} ms is no date`);
    const end = at + this.width;
    if (end > into.length) throw new RangeError(`features ${at} to ${end - 1} do not fit ${into.length}`);
    const day = Math.floor(local / DAY_MS);
    onCircle((local - day * DAY_MS) / DAY_MS, into, at);
    onCircle(modulo(day + WEEKDAY_OF_EPOCH, 7) / 7, into, at + 2);
    onCircle(new Date(local).getUTCMonth() / 12, into, at + 4);
    return into;
  }
}

function onCircle(turn: number, into: Float64Array, at: number): void {
  into[at] = Math.sin(2 * Math.PI * turn);
  into[at + 1] = Math.cos(2 * Math.PI * turn);
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
