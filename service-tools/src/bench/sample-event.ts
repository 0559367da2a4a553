/**
 * A ftrack.update event of ordinary size (about 1.1 kB): a task's status changed.
 * @param index makes id and entity differ; the project stays the same for the same `project`.
 */
export function buildSampleEvent(
  index: number,
  project: string,
): { id: string; topic: string; body: string } {
  const id = `${index.toString(16).padStart(8, '0')}-5f7e-4c3b-9a5e-6b1f0c2d3e4f`;
  const task = `${index.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666`;
  const parents = [
    { entityId: task, entityType: 'task', entity_type: 'Task', parentId: 'shot-0001' },
    { entityId: 'shot-0001', entityType: 'task', entity_type: 'Shot', parentId: 'sequence-0001' },
    { entityId: 'sequence-0001', entityType: 'task', entity_type: 'Sequence', parentId: project },
    { entityId: project, entityType: 'show', entity_type: 'Project', parentId: null },
  ];
  const body = JSON.stringify({
    id,
    topic: 'ftrack.update',
    data: {
      pushToken: null,
      clientToken: null,
      user: { userid: 'bcdf7a90-0000-4000-8000-000000000001', name: 'Jane Doe' },
      parents: parents.map((parent) => parent.entityId),
      entities: [
        {
          entityType: 'task',
          entity_type: 'Task',
          entityId: task,
          action: 'update',
          parentId: 'shot-0001',
          objectTypeId: '11c137c0-ee7e-4f9c-91c5-8c77cec22b2c',
          keys: ['statusid'],
          changes: {
            statusid: {
              old: '44dd9fb2-4164-11df-9218-0019bb4983d8',
              new: '44ddd0fe-4164-11df-9218-0019bb4983d8',
            },
          },
          parents,
        },
      ],
    },
    sent: null,
    source: {
      id: '6faf0000-0000-4000-8000-000000000002',
      applicationId: 'ftrack.client.web',
      user: { username: 'jane', id: 'bcdf7a90-0000-4000-8000-000000000001' },
    },
    target: '',
    inReplyToEvent: null,
  });
  return { id, topic: 'ftrack.update', body };
}
