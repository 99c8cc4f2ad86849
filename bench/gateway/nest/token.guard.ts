import { type CanActivate, type ExecutionContext, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { type CryptoKey, jwtVerify } from 'jose';

export const TOKEN_RULES = Symbol('token rules');

export interface TokenRules {
  readonly key: CryptoKey;
  readonly issuer: string;
  readonly audience: string;
  readonly remember: boolean;
}

@Injectable()
export class TokenGuard implements CanActivate {
  private readonly verified = new Set<string>();

  constructor(@Inject(TOKEN_RULES) private readonly rules: TokenRules) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest();
    const token = String(headers.authorization ?? '').replace(/^Bearer /i, '');
    if (this.verified.has(token)) return true;
    const { key, issuer, audience, remember } = this.rules;
    try {
      await jwtVerify(token, key, { issuer, audience, algorithms: ['ES256'] });
    } catch {
      throw new UnauthorizedException('Token inválido');
    }
    if (remember) this.verified.add(token);
    return true;
  }
}
