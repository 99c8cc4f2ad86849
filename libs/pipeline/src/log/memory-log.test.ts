import { durableLogContract } from './durable-log.contract.js';
import { MemoryLog } from './memory-log.js';

durableLogContract('MemoryLog', async () => {
  let log = new MemoryLog();
  return {
    log,
    reopen: async () => {
      await log.close();
      log = new MemoryLog(log.content);
      return log;
    },
  };
});
