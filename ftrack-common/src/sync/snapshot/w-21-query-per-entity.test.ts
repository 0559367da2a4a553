import { expect, it } from 'vitest';
import type { FtrackEntity, FtrackSession } from '../../ftrack/index.ts';
import { MemoryFtrack, PROJECT_ID } from '../testing/memory-ftrack.ts';
import { readFtrackSnapshot } from './read-ftrack-snapshot.ts';

/** A ftrack with one sequence of `count` shots that counts what it is asked. */
function ftrackWith(count: number) {
  const asked: string[] = [];
  const row = (id: string, parent: string): FtrackEntity => ({
    __entity_type__: 'Shot',
    id,
    name: id,
    parent_id: parent,
    project_id: PROJECT_ID,
    object_type_id: 'type-Shot',
  });
  const session: FtrackSession = {
    serverUrl: 'https://studio.ftrackapp.com',
    origin: 'test',
    query: async (expression) => {
      asked.push(expression);
      if (expression.includes(`parent_id in ("${PROJECT_ID}")`)) return [row('seq', PROJECT_ID)];
      if (expression.includes('parent_id in ("seq")'))
        return Array.from({ length: count }, (_, index) => row(`shot${index}`, 'seq'));
      return [];
    },
    execute: async () => [],
    readThumbnail: async () => null,
    serverInformation: async () => ({ version: '1' }),
  };
  return { session, asked };
}

it('a full sync asks about thousands of entities at once', async () => {
  const requests = async (count: number) => {
    const { session, asked } = ftrackWith(count);
    const { project, schema, attributes, users, tagNames } = new MemoryFtrack().snapshot('project');
    const snapshot = await readFtrackSnapshot(session, {
      project,
      catalog: { schema, attributes, users, tagNames },
      scope: 'project',
      attributeIds: ['config-ayon_id', 'config-fps'],
    });
    expect(snapshot.contexts.size).toBe(count + 1);
    return asked.length;
  };
  const [few, many] = [await requests(10), await requests(3_000)];
  expect(many - few).toBeLessThan(10);
});
