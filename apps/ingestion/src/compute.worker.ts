/** A thread of the compute pool. */
import { serveTasks } from '@trilha/pipeline/compute';
import { commands } from './compute/commands.js';

serveTasks(commands);
