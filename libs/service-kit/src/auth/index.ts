/** Who is calling; for tools that run before code was generated from the contracts. */
export { type AuthConfig, loadAuthConfig } from './auth-config.js';
export { type DevelopmentIssuer, openDevelopmentIssuer } from './development-issuer.js';
export { isRole, isSubject, ROLES, type Role } from './principal.js';
