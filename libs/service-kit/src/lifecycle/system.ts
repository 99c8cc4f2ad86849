import { v7 as uuidv7 } from 'uuid';
import type { Clock, NewId } from '../base/index.js';

/** The time of the machine. */
export const systemClock: Clock = { now: () => new Date() };

/** UUIDv7 (RFC 9562): unique, and growing with time, so that ids sort by age. */
export const newId: NewId = () => uuidv7();
