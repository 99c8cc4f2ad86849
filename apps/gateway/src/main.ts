import { descriptorRegistry } from '@trilha/proto-gen';
import { closeOnSignal, createLogger, runService } from '@trilha/service-kit';
import { loadConfig } from './config.js';
import { startGateway } from './http/gateway.js';

await runService(async () => {
  const config = loadConfig(process.env);
  const log = createLogger({ service: config.service, level: config.logLevel });

  // How we are reached, and by which contracts
  const gateway = await startGateway({ ...config, registry: descriptorRegistry(), log });

  // How we leave: stop taking requests, let open ones end, let go
  closeOnSignal(log, [gateway]);
});
