/** Who is calling; for tools that run before code was generated from the contracts. */
export { type AuthConfig, type KeySource, loadAuthConfig } from './auth-config.js';
export { type DevelopmentIssuer, openDevelopmentIssuer } from './development-issuer.js';
export { isRole, isSubject, type Principal, ROLES, type Role } from './principal.js';
export { createTokenVerifier, type TokenVerifier } from './token-verifier.js';
