import { readFileSync } from 'node:fs';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { importSPKI } from 'jose';
import { pino } from 'pino';
import { AccessLogInterceptor, LOG } from './access-log.interceptor.js';
import { CursosController } from './cursos.controller.js';
import { TOKEN_RULES, TokenGuard, type TokenRules } from './token.guard.js';

export interface GatewayModuleOptions {
  readonly backendPort: number;
  readonly publicKeyFile: string;
  readonly issuer: string;
  readonly audience: string;
  readonly protoPath: string;
  readonly protoFolders: readonly string[];
  readonly rememberTokens: boolean;
}

@Module({})
class GatewayModule {}

export function gatewayModule(options: GatewayModuleOptions): DynamicModule {
  const { backendPort, publicKeyFile, issuer, audience, protoPath, protoFolders, rememberTokens } = options;
  return {
    module: GatewayModule,
    imports: [
      ClientsModule.register([
        {
          name: 'CURSOS',
          transport: Transport.GRPC,
          options: {
            url: `127.0.0.1:${backendPort}`,
            package: 'trilha.cursos.v1',
            protoPath,
            loader: { includeDirs: [...protoFolders], longs: String, enums: String },
          },
        },
      ]),
    ],
    controllers: [CursosController],
    providers: [
      { provide: LOG, useValue: pino() },
      {
        provide: TOKEN_RULES,
        useFactory: async (): Promise<TokenRules> => ({
          key: await importSPKI(readFileSync(publicKeyFile, 'utf8'), 'ES256'),
          issuer,
          audience,
          remember: rememberTokens,
        }),
      },
      { provide: APP_GUARD, useClass: TokenGuard },
      { provide: APP_INTERCEPTOR, useClass: AccessLogInterceptor },
    ],
  };
}
