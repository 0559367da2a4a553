import { describe, expect, it } from 'vitest';
import { parseEvent } from '../events/index.ts';
import { entryOfEvent, entryOfGap, entryOfRow } from './entries.ts';

function entryFor(id: string) {
  const parsed = parseEvent({ id, topic: 'custom.topic', data: null });
  if (!parsed.ok) throw new Error(parsed.reason);
  return entryOfEvent(parsed.event, '{"as":"received"}');
}

const row = {
  id: 7,
  action: 'change.status.task',
  insert: 'update',
  createdAt: null,
  parentId: 't',
  parentType: 'task',
  projectId: 'p',
  userId: null,
  data: null,
};

describe('the id of an entry', () => {
  it('is the id of the event', () => {
    expect(entryFor('5c9c2b0e-1d7b-4d3d-9d1e-0b8f5a3c7e11')).toEqual({
      id: '5c9c2b0e-1d7b-4d3d-9d1e-0b8f5a3c7e11',
      kind: 'event',
      topic: 'custom.topic',
      projectId: null,
      body: '{"as":"received"}',
    });
  });

  it('is never too long for the log, and differs for different events', () => {
    const [one, two] = [entryFor('x'.repeat(10_000)), entryFor(`${'x'.repeat(9_999)}y`)];
    expect(one.id.length).toBeLessThanOrEqual(200);
    expect(one.id).not.toBe(two.id);
    const long = entryOfRow(row, `http://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.test`);
    expect(long.id.length).toBeLessThanOrEqual(200);
  });

  it('cannot be taken by an event in place of a hint or a notice', () => {
    const hint = entryOfRow(row, 'https://studio.ftrackapp.com');
    const notice = entryOfGap({ from: null, to: '', reason: 'start', rows: 0 }, 'n');
    expect(hint.id).toBe('event-row:studio.ftrackapp.com:7');
    expect(entryFor(hint.id).id).not.toBe(hint.id);
    expect(entryFor(notice.id).id).not.toBe(notice.id);
  });
});
