export { type AccessGrant, type AccessRule, accessRuleOf } from './access-rules.js';
export { descriptorRegistry, isSafeToRepeat } from './descriptor-registry.js';
export { descriptorImage } from './generated/descriptor-image.js';
