export { descriptorRegistry, isSafeToRepeat } from './descriptor-registry.js';
export { descriptorImage } from './generated/descriptor-image.js';
