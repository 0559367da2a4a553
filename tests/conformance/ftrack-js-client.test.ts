import { type EventHub, error, operation, projectSchema, Session } from '@ftrack/api';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silenceFtrackClient } from '../support/quiet-ftrack-client.ts';

const FPS_KEY = 'fps';

/** The client's types of entities are not what the tests are about. */
interface Answers {
  [type: string]: Record<string, unknown>;
}

silenceFtrackClient();

const START = new Date('2026-03-01T10:00:00Z');

describe('the unmodified @ftrack/api', () => {
  let simulator: FtrackSimulator;
  let session: Session<Answers>;
  let projectId: string;

  beforeAll(async () => {
    simulator = await startFtrackSimulator({
      clock: () => START,
      users: [
        { username: 'admin', firstName: 'Ada', lastName: 'Admin' },
        { username: 'artist', apiKey: 'artist-key', mayConfigureCustomAttributes: false },
      ],
    });
    session = await connect(simulator.user, simulator.apiKey);
    const [schema] = (await session.query('ProjectSchema')).data;
    const project = await session.create('Project', { name: 'first', project_schema_id: schema?.['id'] });
    projectId = String(project.data['id']);
  });

  afterAll(() => simulator.close());

  async function connect(user: string, key: string, options = {}): Promise<Session<Answers>> {
    const opened = new Session<Answers>(simulator.url, user, key, {
      autoConnectEventHub: false,
      strictApi: true,
      ...options,
    });
    await opened.initializing;
    return opened;
  }

  async function createTask(data: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const name = `task-${Math.random()}`;
    return (await session.create('Task', { name, parent_id: projectId, ...data })).data;
  }

  describe('starting', () => {
    it('reads schemas and server information', () => {
      expect(session.getPrimaryKeyAttributes('Metadata')).toEqual(['parent_id', 'key']);
      expect(session.schemas?.length).toBe(116);
      expect(session.serverInformation).toMatchObject({ is_timezone_support_enabled: true });
      expect(session.serverInformation?.['schema_hash']).toMatch(/^[0-9a-f]{32}$/);
    });

    it('is refused with a wrong key', async () => {
      await expect(connect('admin', 'wrong')).rejects.toMatchObject({
        name: 'ServerError',
        errorCode: 'api_credentials_invalid',
        message: expect.stringMatching(/^The supplied API key is not valid\./) as string,
      });
    });

    it('is refused with a wrong key when it is not strict', async () => {
      await expect(connect('nobody', 'wrong', { strictApi: false })).rejects.toMatchObject({
        errorCode: 'api_credentials_invalid',
      });
    });
  });

  describe('creating', () => {
    it('gives ids and defaults, and echoes what was sent', async () => {
      const { data } = await session.create('Shot', {
        name: 'sh0010',
        parent_id: projectId,
        description: 'A door opens',
      });
      expect(data).toMatchObject({
        __entity_type__: 'Shot',
        name: 'sh0010',
        description: 'A door opens',
        project_id: projectId,
        object_type_id: 'bad911de-3bd6-47b9-8b46-3476e237cb36',
        priority_id: '9661b320-3a0c-11e2-81c1-0800200c9a66',
        context_type: 'task',
      });
      const read = await session.query(
        `select name, status.name, created_by.username, link, ancestors from Shot where id is "${String(data['id'])}"`,
      );
      expect(read.data).toMatchObject([
        {
          status: { name: 'Not started' },
          created_by: { username: 'admin' },
          link: [
            { type: 'Project', id: projectId, name: 'first' },
            { type: 'TypedContext', name: 'sh0010' },
          ],
          ancestors: [],
        },
      ]);
    });

    it('numbers versions and knows the latest one', async () => {
      const task = await createTask();
      const asset = await session.create('Asset', { name: 'render', context_id: task['id'] });
      const version = { asset_id: asset.data['id'], task_id: task['id'] };
      await session.create('AssetVersion', version);
      const second = await session.create('AssetVersion', version);
      expect(second.data).toMatchObject({ version: 2, is_published: true });
      const { data } = await session.query(
        `select latest_version.version, versions.is_latest_version, versions.link from Asset where id is "${String(asset.data['id'])}"`,
      );
      expect(data).toMatchObject([
        { latest_version: { version: 2 }, versions: [{}, { is_latest_version: true }] },
      ]);
    });

    it('refuses a second entity of a name below one parent', async () => {
      const { name } = await createTask();
      await expect(createTask({ name })).rejects.toThrow(/DuplicateEntryError/);
    });

    it('refuses what has no name, and a parent that is not there', async () => {
      await expect(createTask({ name: '' })).rejects.toBeInstanceOf(error.ServerValidationError);
      await expect(createTask({ parent_id: 'nowhere' })).rejects.toBeInstanceOf(error.ServerError);
    });
  });

  describe('changing', () => {
    it('updates by a bare key, dates included', async () => {
      const task = await createTask();
      const end = new Date('2026-05-06T07:08:09Z');
      const answer = await session.update('Task', String(task['id']) as unknown as string[], {
        end_date: end.toISOString(),
        bid: 7200,
      });
      expect(answer.data).toMatchObject({ id: task['id'], bid: 7200 });
      const read = await session.query(`select end_date, bid from Task where id is ${String(task['id'])}`, {
        decodeDatesAsIso: true,
      });
      expect(read.data).toMatchObject([{ end_date: '2026-05-06T07:08:09.000Z', bid: 7200 }]);
    });

    it('keeps nothing of a batch that fails', async () => {
      const operations = [
        operation.create('Task', { name: 'lonely', parent_id: projectId }),
        operation.create('Task', { name: 'broken' }),
      ];
      await expect(session.call(operations)).rejects.toBeInstanceOf(error.ServerValidationError);
      expect((await session.query('Task where name is lonely')).data).toEqual([]);
    });

    it('refuses the status of an object type without statuses', async () => {
      const { data } = await session.create('Folder', { name: 'assets', parent_id: projectId });
      const status_id = '44ddd0fe-4164-11df-9218-0019bb4983d8';
      await expect(session.update('Folder', [String(data['id'])], { status_id })).rejects.toBeInstanceOf(
        error.ServerValidationError,
      );
    });

    it('deletes with all that is below', async () => {
      const folder = await session.create('Folder', { name: 'gone', parent_id: projectId });
      const task = await createTask({ parent_id: folder.data['id'] });
      await session.create('Note', { content: 'hello', parent_id: task['id'], parent_type: 'Task' });
      expect((await session.delete('Folder', [String(folder.data['id'])])).data).toBe(true);
      expect((await session.query(`TypedContext where id is "${String(task['id'])}"`)).data).toEqual([]);
      expect((await session.query(`Note where parent_id is "${String(task['id'])}"`)).data).toEqual([]);
    });

    it('finds or makes an entity', async () => {
      const first = await session.ensure('User', { username: 'bob' });
      const again = await session.ensure('User', { username: 'BOB' }, ['username']);
      expect(again['id']).toBe(first['id']);
    });
  });

  describe('custom attributes', () => {
    it('are dense, and stored by an update of the value', async () => {
      const { data: shot } = await session.create('Shot', { name: 'sh0020', parent_id: projectId });
      const id = String(shot['id']);
      const configurations = await session.query(
        `CustomAttributeConfiguration where key is ${FPS_KEY} and object_type.name is Shot`,
      );
      const configuration = String(configurations.data[0]?.['id']);
      const read = async (): Promise<unknown> => {
        const { data } = await session.query(`select custom_attributes from Shot where id is "${id}"`);
        const values = data[0]?.['custom_attributes'] as { key: string; value: unknown }[];
        return Object.fromEntries(values.map(({ key, value }) => [key, value]));
      };
      expect(await read()).toEqual({ fps: 25, fstart: 1, fend: 1, handles: 0 });
      await session.update('ContextCustomAttributeValue', [configuration, id], { value: 48 });
      expect(await read()).toMatchObject({ fps: 48 });
      await session.delete('CustomAttributeValue', [configuration, id]);
      expect(await read()).toMatchObject({ fps: 25 });
      await expect(
        session.update('ContextCustomAttributeValue', [configuration, id], { value: 'test' }),
      ).rejects.toThrow(/Custom attribute value for "fps" must be of type number/);
    });

    it('are configured with roles by those who may', async () => {
      const [role] = (await session.query('SecurityRole where name is Administrator')).data;
      const [type] = (await session.query('CustomAttributeType where name is text')).data;
      const data = {
        key: 'ayon_id',
        entity_type: 'show',
        is_hierarchical: true,
        type_id: type?.['id'],
        default: '',
        config: '{"markdown":false}',
        read_security_roles: [role],
        write_security_roles: [role],
      };
      await session.create('CustomAttributeConfiguration', data);
      const { data: read } = await session.query(
        'select read_security_roles.name, type.name from CustomAttributeConfiguration where key is ayon_id',
      );
      expect(read).toMatchObject([
        { read_security_roles: [{ name: 'Administrator' }], type: { name: 'text' } },
      ]);
      const artist = await connect('artist', 'artist-key');
      await expect(
        artist.create('CustomAttributeConfiguration', { ...data, key: 'other' }),
      ).rejects.toBeInstanceOf(error.ServerPermissionDeniedError);
    });
  });

  describe('querying', () => {
    it('pages until there is no next page', async () => {
      for (let number = 0; number < 5; number += 1)
        await createTask({ name: `paged ${number}`, description: 'paged' });
      const expression = 'select name from Task where description is paged order by name limit 2';
      const read = async (offset: number): Promise<unknown[]> => {
        const { data, metadata } = await session.query(`${expression} offset ${offset}`);
        const names = data.map((task) => task['name']);
        return metadata.next.offset === null ? names : [...names, ...(await read(metadata.next.offset))];
      };
      expect(await read(0)).toEqual(['paged 0', 'paged 1', 'paged 2', 'paged 3', 'paged 4']);
    });

    it('searches by words of the name', async () => {
      await createTask({ name: 'Searched Walk Cycle' });
      const answer = await session.search({
        expression: 'select name from Task limit 10',
        entityType: 'Task',
        terms: ['walk', 'search'],
      });
      expect(answer.data).toMatchObject([{ name: 'Searched Walk Cycle' }]);
    });

    it('tells what is wrong with an expression', async () => {
      await expect(session.query('select nonsense from Task')).rejects.toThrow(/nonsense/);
      await expect(session.query('Task where (')).rejects.toBeInstanceOf(error.ServerError);
      await expect(session.query('select custom_attribute_links from Task')).rejects.toThrow(/filter/);
    });

    it('reads the statuses of a project schema', async () => {
      const [schema] = (await session.query('ProjectSchema')).data;
      const statuses = await projectSchema.getStatuses(session, String(schema?.['id']), 'Shot');
      expect((statuses as { name: string }[]).map(({ name }) => name)).toContain('Omitted');
    });

    it('names an action the server does not have', async () => {
      const call = session.call([{ action: 'assume_user' } as unknown as operation.Operation<string>]);
      await expect(call).rejects.toThrow("Invalid action u'assume_user'");
    });
  });

  it('hears of its own changes, marked as its own, and finds them in the activity log', async () => {
    const listening = await connect(simulator.user, simulator.apiKey, { clientToken: 'test-client' });
    const hub: EventHub = listening.eventHub;
    hub.connect();
    const told: unknown[] = [];
    hub.subscribe('topic=ftrack.update', (event) => void told.push(event.data));
    await vi.waitFor(() =>
      expect(simulator.hub.connections().some(({ subscribers }) => subscribers.length > 1)).toBe(true),
    );
    const { data: task } = await listening.create('Task', { name: 'told', parent_id: projectId });
    await vi.waitFor(() => {
      expect(told).toContainEqual(
        expect.objectContaining({
          clientToken: 'test-client',
          entities: [
            expect.objectContaining({
              action: 'add',
              entityType: 'task',
              entity_type: 'Task',
              entityId: task['id'],
            }),
          ],
        }),
      );
    });
    hub.disconnect();
    const log = await session.query(
      `select action, insert, id from Event where parent_id is "${String(task['id'])}"`,
    );
    expect(log.data).toMatchObject([{ insert: 'insert', project_id: projectId }]);
    expect(Number.isInteger(log.data[0]?.['id'])).toBe(true);
  });
});
