import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { finalize, type Observable } from 'rxjs';

export const LOG = Symbol('log');

@Injectable()
export class AccessLogInterceptor implements NestInterceptor {
  constructor(@Inject(LOG) private readonly log: Logger) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const startedAt = performance.now();
    const http = context.switchToHttp();
    const { method, routeOptions, id, ip } = http.getRequest();
    return next.handle().pipe(
      finalize(() =>
        this.log.info(
          {
            method,
            path: routeOptions.url,
            http_status: http.getResponse().statusCode,
            duration_ms: performance.now() - startedAt,
            request_id: id,
            peer: ip,
          },
          'request completed',
        ),
      ),
    );
  }
}
