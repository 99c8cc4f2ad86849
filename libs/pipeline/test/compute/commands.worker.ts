import { serveTasks } from '../../src/compute/index.js';
import { commands } from './commands.js';

serveTasks(commands);
