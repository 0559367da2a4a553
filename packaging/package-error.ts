/** No package can be made from these sources; the message says why. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}
