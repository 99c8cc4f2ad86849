import { createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  MethodOptions_IdempotencyLevel as Idempotency,
} from '@bufbuild/protobuf/wkt';
import { descriptorImage } from './generated/descriptor-image.js';

let registry: FileRegistry | undefined;

/** Every message, enum and service of the contracts, parsed once, on first use. */
export function descriptorRegistry(): FileRegistry {
  registry ??= createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorImage));
  return registry;
}

/**
 * Whether a method may be sent again after a failure without a second effect, as its `idempotency_level` declares.
 *
 * @param path full method path, such as `/trilha.cursos.v1.CursosService/GetCurso`; an unknown one is not safe
 */
export function isSafeToRepeat(path: string): boolean {
  const [, service = '', name = ''] = path.split('/');
  const method = descriptorRegistry()
    .getService(service)
    ?.methods.find((candidate) => candidate.name === name);
  return method !== undefined && method.idempotency !== Idempotency.IDEMPOTENCY_UNKNOWN;
}
