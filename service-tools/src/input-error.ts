/** What the user gave cannot be used; the message says what to correct. Commands end with exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code = 'input_invalid';
}
