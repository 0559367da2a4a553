import type { EntityRow } from '../entities/table.ts';
import {
  type Feature,
  featuredVersion,
  FEATURES,
  hasReviewables as isReviewable,
  versionNumber,
} from '../entities/version-facts.ts';
import { AyonError } from '../errors.ts';
import { textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';

type Test = (row: EntityRow) => boolean;

/** The tests of the arguments that only lists of versions have. */
export function versionTests(project: Project, args: Readonly<Record<string, unknown>>): Test[] {
  const tests: Test[] = [];
  // Version 0 is taken as none asked for.
  if (typeof args['version'] === 'number' && args['version'] !== 0)
    tests.push(({ values }) => values['version'] === args['version']);
  const versions = args['versions'];
  if (Array.isArray(versions)) tests.push(({ values }) => versions.includes(values['version']));
  const { authors, taskIds, hasReviewables } = args;
  if (Array.isArray(authors)) tests.push(({ values }) => authors.includes(values['author']));
  if (Array.isArray(taskIds) && taskIds.length > 0)
    tests.push(({ values }) => taskIds.includes(values['taskId']));
  if (typeof hasReviewables === 'boolean') tests.push((row) => isReviewable(project, row) === hasReviewables);
  const isHero: Test = (row) => versionNumber(row) < 0;
  const isFeatured = (feature: Feature): Test => {
    const found = new Map<string, EntityRow | undefined>();
    return (row) => {
      const productId = textOf(row.values['productId']);
      if (!found.has(productId)) found.set(productId, featuredVersion(project, productId, feature));
      return found.get(productId) === row;
    };
  };
  const isLatest = isFeatured('latest');
  // Of these three the server looks at the first that is set.
  if (args['latestOnly'] === true) tests.push(isLatest);
  else if (args['heroOnly'] === true) tests.push(isHero);
  else if (args['heroOrLatestOnly'] === true) tests.push((row) => isHero(row) || isLatest(row));
  if (Array.isArray(args['featuredOnly'])) tests.push(featuredTest(project, args['featuredOnly']));
  return tests;
}

/** Of each product the first feature in the order asked that it has. */
function featuredTest(project: Project, order: readonly unknown[]): Test {
  const features = order.map(featureOf);
  return (row) => {
    const productId = textOf(row.values['productId']);
    for (const feature of features) {
      const found = featuredVersion(project, productId, feature);
      if (found) return found === row;
    }
    return false;
  };
}

function featureOf(given: unknown): Feature {
  const feature = FEATURES.find((known) => known === given);
  if (feature) return feature;
  const known = FEATURES.map((name) => `'${name}'`).join(', ');
  throw new AyonError(400, `Invalid featuredOnly value: '${String(given)}'. Must be one of ${known}.`);
}
