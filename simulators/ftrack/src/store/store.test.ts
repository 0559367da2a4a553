import { describe, expect, it } from 'vitest';
import { seedProfile } from '../profiles/index.ts';
import { seededRandom, uuidSource } from '../random.ts';
import { Schema } from '../schema/index.ts';
import { type CommittedTransaction, type Entity, EntityWriter, type Row, Store } from './index.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const USER = { id: 'ada', username: 'ada' };
const ORIGIN = { at: NOW, user: USER, pushToken: null, clientToken: 'token' };

/** A studio with one project, and what it takes to write to it. */
function openStudio(): {
  store: Store;
  told: CommittedTransaction[];
  change: <Result>(work: (writer: EntityWriter) => Result) => Result;
  create: (type: string, values: Row) => Entity;
  projectId: string;
} {
  const store = new Store(new Schema());
  const newId = uuidSource(seededRandom(1));
  const told: CommittedTransaction[] = [];
  const user = { ...USER, firstName: 'Ada', lastName: 'A', email: 'ada@example.com' };
  seedProfile('empty', { store, users: [user], random: Math.random, newId, now: NOW });
  const change = <Result>(work: (writer: EntityWriter) => Result): Result =>
    store.transaction(ORIGIN, (writer) => {
      const entities = new EntityWriter({ store, writer, now: NOW, userId: USER.id, newId });
      const result = work(entities);
      entities.finish();
      return result;
    });
  const create = (type: string, values: Row): Entity =>
    change((writer) => writer.create(type, { values, collections: new Map() }));
  const [schema] = store.rows('ProjectSchema');
  const project = create('Project', { name: 'first', project_schema_id: schema?.key[0] });
  store.onCommitted((transaction) => void told.push(transaction));
  return { store, told, change, create, projectId: project.key[0] ?? '' };
}

const none = new Map<string, string[]>();

describe('a transaction', () => {
  it('is told once, with one change for each row and the way up to the project', () => {
    const { told, change, projectId } = openStudio();
    change((writer) => {
      const shot = writer.create('Shot', {
        values: { name: 'sh1', parent_id: projectId },
        collections: none,
      });
      writer.update('Shot', shot.key, { values: { description: 'a' }, collections: none });
      writer.update('Shot', shot.key, { values: { description: 'b' }, collections: none });
    });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      user: USER,
      clientToken: 'token',
      changes: [
        {
          action: 'add',
          entityType: 'Shot',
          before: null,
          after: { name: 'sh1', description: 'b' },
          parents: [
            { entityType: 'Shot', parentId: projectId },
            { id: projectId, entityType: 'Project', parentId: null },
          ],
        },
      ],
    });
  });

  it('names the attributes that differ, and is silent when nothing does', () => {
    const { told, change, create, projectId } = openStudio();
    const task = create('Task', { name: 'a', parent_id: projectId });
    change((writer) =>
      writer.update('Task', task.key, { values: { name: 'b', bid: 0, end_date: NOW }, collections: none }),
    );
    expect(told.at(-1)?.changes).toMatchObject([{ action: 'update' }]);
    expect(new Set(told.at(-1)?.changes[0]?.changed)).toEqual(new Set(['end_date', 'name']));
    change((writer) =>
      writer.update('Task', task.key, { values: { end_date: new Date(NOW) }, collections: none }),
    );
    expect(told).toHaveLength(2);
  });

  it('leaves everything as it was when it fails, indexes included', () => {
    const { store, told, change, create, projectId } = openStudio();
    const kept = create('Task', { name: 'kept', parent_id: projectId });
    told.length = 0;
    expect(() =>
      change((writer) => {
        writer.update('Task', kept.key, { values: { name: 'renamed' }, collections: none });
        writer.create('Task', { values: { name: 'kept', parent_id: projectId }, collections: none });
        writer.remove('Project', [projectId]);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(told).toEqual([]);
    expect([...store.rows('Task')].map(({ row }) => row['name'])).toEqual(['kept']);
    expect([...store.find('Context', 'parent_id', projectId)]).toEqual([kept]);
    expect(() => create('Task', { name: 'KEPT', parent_id: projectId })).toThrow(/DuplicateEntryError/);
    expect(create('Task', { name: 'renamed', parent_id: projectId }).row['name']).toBe('renamed');
  });

  it('removes what is below first, and tells where everything was', () => {
    const { told, change, create, projectId } = openStudio();
    const folder = create('Folder', { name: 'f', parent_id: projectId });
    const task = create('Task', { name: 't', parent_id: folder.key[0] });
    create('Appointment', { type: 'assignment', context_id: task.key[0], resource_id: USER.id });
    create('Note', { content: 'n', parent_id: task.key[0], parent_type: 'Task' });
    change((writer) => writer.remove('Folder', folder.key));
    const { changes } = told.at(-1) ?? { changes: [] };
    expect(changes.map(({ action, entityType }) => `${action} ${entityType}`)).toEqual([
      'remove Recipient',
      'remove Note',
      'remove Appointment',
      'remove Task',
      'remove Folder',
    ]);
    expect(changes.find(({ entityType }) => entityType === 'Task')?.parents.map(({ id }) => id)).toEqual([
      task.key[0],
      folder.key[0],
      projectId,
    ]);
  });
});

describe('moving', () => {
  it('takes all that is below to the other project', () => {
    const { store, change, create, projectId } = openStudio();
    const project_schema_id = store.get('Project', projectId)?.row['project_schema_id'];
    const other = create('Project', { name: 'other', project_schema_id });
    const folder = create('Folder', { name: 'f', parent_id: projectId });
    const task = create('Task', { name: 't', parent_id: folder.key[0] });
    const move = (parent: string | undefined): unknown =>
      change((writer) =>
        writer.update('Folder', folder.key, { values: { parent_id: parent }, collections: none }),
      );
    move(other.key[0]);
    expect(task.row['project_id']).toBe(other.key[0]);
    expect(() => move(task.key[0])).toThrow(/below itself/);
  });
});

describe('defaults', () => {
  it('come from the project schema, by object type', () => {
    const { store, create, projectId } = openStudio();
    const nameOf = (type: string, id: unknown): unknown => store.get(type, String(id))?.row['name'];
    const task = create('Task', { name: 't', parent_id: projectId });
    const build = create('AssetBuild', { name: 'b', parent_id: projectId });
    expect(nameOf('Status', task.row['status_id'])).toBe('Not started');
    expect(nameOf('Type', task.row['type_id'])).toBe('Animation');
    expect(nameOf('Type', build.row['type_id'])).toBe('Character');
  });

  it('number versions by asset', () => {
    const { create, projectId } = openStudio();
    const asset = create('Asset', { name: 'a', context_id: projectId });
    const versions = [1, 2].map(() => create('AssetVersion', { asset_id: asset.key[0] }).row['version']);
    expect(versions).toEqual([1, 2]);
  });

  it('make a row of the concrete type from a base type', () => {
    const { store, create, projectId } = openStudio();
    const [category] = store.rows('ListCategory');
    const values = { name: 'l', project_id: projectId, category_id: category?.key[0] };
    expect(create('List', { ...values, system_type: 'assetversion' }).type).toBe('AssetVersionList');
    expect(create('List', { ...values, name: 'm', system_type: 'task' }).type).toBe('TypedContextList');
    expect(() => create('Resource', { resource_type: 'user' })).toThrow(/base type/);
  });
});

describe('a status change', () => {
  it('is kept in the history', () => {
    const { store, change, create, projectId } = openStudio();
    const task = create('Task', { name: 't', parent_id: projectId });
    const status_id = [...store.rows('Status')].find(({ row }) => row['name'] === 'Approved')?.key[0];
    change((writer) => writer.update('Task', task.key, { values: { status_id }, collections: none }));
    expect([...store.rows('StatusChange')]).toMatchObject([
      { type: 'TypedContextStatusChange', row: { parent_id: task.key[0], status_id, user_id: USER.id } },
    ]);
  });
});

describe('collections', () => {
  it('are replaced as a whole', () => {
    const { store, change, create, projectId } = openStudio();
    const [a, b] = ['a', 'b'].map((name) => create('Scope', { name }).key[0] ?? '');
    const set = (keys: readonly (string | undefined)[]): void =>
      void change((writer) =>
        writer.update('Project', [projectId], {
          values: {},
          collections: new Map([['scopes', keys.flatMap((key) => key ?? [])]]),
        }),
      );
    set([a, b]);
    set([b]);
    expect([...store.rows('ContextScope')].map(({ row }) => row['scope_id'])).toEqual([b]);
  });
});
