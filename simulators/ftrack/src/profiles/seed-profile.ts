import type { Store } from '../store/index.ts';
import { type SeedUser, seedEmptyServer } from './empty.ts';
import { seedGenerated } from './generated.ts';
import { seedReference } from './reference.ts';

export interface SeedOptions {
  readonly store: Store;
  readonly users: readonly SeedUser[];
  readonly random: () => number;
  readonly newId: () => string;
  readonly now: Date;
}

/** Fills an empty store: `empty`, `reference` or `generated:` and a number of contexts. Throws a RangeError for another profile. */
export function seedProfile(profile: string, { store, users, random, newId, now }: SeedOptions): void {
  const [name, size] = profile.split(':');
  const count = name === 'generated' ? Number(size) : 0;
  if (!['empty', 'reference', 'generated'].includes(name ?? '') || !Number.isSafeInteger(count)) {
    throw new RangeError(
      `There is no profile "${profile}"; use "empty", "reference" or "generated:" and a number.`,
    );
  }
  store.writeQuietly((writer) => {
    const context = { store, writer, newId, now };
    const studio = seedEmptyServer(context, users);
    if (name === 'reference') seedReference(context, studio);
    if (name === 'generated') seedGenerated(context, studio, { count, random });
  });
}
