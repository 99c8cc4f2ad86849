/** The data cannot be evaluated as they are: one line that says where, what was found, and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
