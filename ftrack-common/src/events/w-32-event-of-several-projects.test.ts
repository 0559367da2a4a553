import { describe, expect, it } from 'vitest';
import { buildEvent, projectIdsOf } from './index.ts';

const inProject = (id: string) => ({ entityType: 'task', parents: [{ entityType: 'show', entityId: id }] });

describe('an event that touches several projects', () => {
  it('names each of them once', () => {
    const entities = [inProject('p1'), inProject('p2'), { entityType: 'user' }, inProject('p1')];
    expect(projectIdsOf(buildEvent({ topic: 'ftrack.update', data: { entities } }))).toEqual(['p1', 'p2']);
  });

  it('names none when there are none', () => {
    expect(projectIdsOf(buildEvent({ topic: 'ftrack.update', data: { entities: [] } }))).toEqual([]);
    expect(projectIdsOf(buildEvent({ topic: 'studio.custom' }))).toEqual([]);
  });
});
