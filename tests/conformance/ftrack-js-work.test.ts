import { Event, type operation, Session } from '@ftrack/api';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silenceFtrackClient } from '../support/quiet-ftrack-client.ts';

silenceFtrackClient();

/** The client's types of entities are not what the tests are about. */
interface Answers {
  [type: string]: Record<string, unknown>;
}

const SERVER_LOCATION_ID = '3a372bde-05bc-11e4-8908-20c9d081909b';

describe('a day of work with the unmodified @ftrack/api', () => {
  let simulator: FtrackSimulator;
  let session: Session<Answers>;
  let projectId: string;
  let userId: string;

  beforeAll(async () => {
    simulator = await startFtrackSimulator();
    session = await connect('admin', simulator.apiKey);
    const [schema] = (await session.query('ProjectSchema')).data;
    userId = String((await session.query('User where username is admin')).data[0]?.['id']);
    projectId = await create('Project', { name: 'work', project_schema_id: schema?.['id'] });
  });
  afterAll(() => simulator.close());

  async function connect(user: string, key: string): Promise<Session<Answers>> {
    const opened = new Session<Answers>(simulator.url, user, key, {
      autoConnectEventHub: false,
      strictApi: true,
    });
    await opened.initializing;
    return opened;
  }

  async function create(type: string, data: Record<string, unknown>): Promise<string> {
    return String((await session.create(type, data)).data['id']);
  }

  function createTask(): Promise<string> {
    return create('Task', { name: `task-${Math.random()}`, parent_id: projectId });
  }

  async function call<Answer>(action: string, fields: Record<string, unknown>): Promise<Answer> {
    const operations = [{ action, ...fields } as unknown as operation.Operation<string>];
    const answers: readonly unknown[] = await session.call(operations);
    return answers[0] as Answer;
  }

  async function read(expression: string): Promise<Record<string, unknown>[]> {
    return (await session.query(expression)).data;
  }

  it('assigns, and finds what is assigned', async () => {
    const task = await createTask();
    const id = await create('Appointment', { type: 'assignment', context_id: task, resource_id: userId });
    const mine = `select name from Task where assignments any (resource.username is "admin") and id is "${task}"`;
    expect(await read(mine)).toHaveLength(1);
    await session.delete('Appointment', [id]);
    expect(await read(mine)).toEqual([]);
  });

  it('writes notes, and answers them', async () => {
    const parent_id = await createTask();
    const note = await create('Note', { content: 'hello', parent_id, parent_type: 'Task', user_id: userId });
    await session.create('Note', { content: 'answer', in_reply_to_id: note, user_id: userId });
    const [task] = await read(
      `select notes.replies.content, notes.recipients.resource_id from Task where id is "${parent_id}"`,
    );
    expect(task).toMatchObject({
      notes: [{ replies: [{ content: 'answer' }], recipients: [{ resource_id: userId }] }],
    });
  });

  it('fills lists and review sessions', async () => {
    const asset_id = await create('Asset', { name: 'shot', context_id: projectId });
    const version_id = await create('AssetVersion', { asset_id });
    const [category] = await read('ListCategory');
    const list_id = await create('AssetVersionList', {
      name: 'dailies',
      project_id: projectId,
      category_id: category?.['id'],
    });
    await session.create('ListObject', { list_id, entity_id: version_id });
    expect(await read(`select items.id from AssetVersionList where id is "${list_id}"`)).toMatchObject([
      { items: [{ __entity_type__: 'AssetVersion', id: version_id }] },
    ]);
    const review_session_id = await create('ReviewSession', { name: 'client', project_id: projectId });
    const object = { name: 'shot', version: 'Version 1', description: '', review_session_id, version_id };
    const review_session_object_id = await create('ReviewSessionObject', object);
    const invitee = { name: 'Client', email: 'client@example.com', review_session_id };
    const review_session_invitee_id = await create('ReviewSessionInvitee', invitee);
    await session.create('ReviewSessionObjectStatus', {
      review_session_object_id,
      review_session_invitee_id,
      status: 'approved',
    });
    expect(
      await read(
        `select statuses.status, asset_version.asset.name from ReviewSessionObject where id is "${review_session_object_id}"`,
      ),
    ).toMatchObject([{ statuses: [{ status: 'approved' }], asset_version: { asset: { name: 'shot' } } }]);
    expect(await call('send_review_session_invite', { review_session_invitee_id })).toEqual({ sent: true });
  });

  it('logs time, with a timer of which there is one', async () => {
    const context_id = await createTask();
    const timer = await create('Timer', { user_id: userId, context_id, name: '', comment: '' });
    await expect(session.create('Timer', { user_id: userId, context_id })).rejects.toThrow(
      'DuplicateEntryError',
    );
    await session.create('Timelog', { user_id: userId, context_id, duration: 1800, comment: 'work' });
    await session.delete('Timer', [timer]);
    expect(await read(`select time_logged from Task where id is "${context_id}"`)).toMatchObject([
      { time_logged: 1800 },
    ]);
  });

  it('follows a job to its end', async () => {
    const data = { status: 'running', data: JSON.stringify({ description: 'Export' }), user_id: userId };
    const id = await create('Job', data);
    await session.update('Job', [id], { status: 'done' });
    const [job] = await read(`select finished_at, type from Job where id is "${id}"`);
    expect(job).toMatchObject({ type: 'api_job', finished_at: expect.anything() as unknown });
  });

  it('uploads a picture whole or in parts, and shows it scaled', async () => {
    const picture = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#c02020' } })
      .png()
      .toBuffer();
    const put = (url: string, body: Buffer): Promise<Response> =>
      fetch(url, { method: 'PUT', body: new Uint8Array(body) });
    const facts = { file_name: 'still.png', file_size: picture.length };
    const whole = await call<{ url: string }>('get_upload_metadata', { component_id: 'whole', ...facts });
    await put(whole.url, picture);
    const parted = await call<{ upload_id: string; urls: { signed_url: string; part_number: number }[] }>(
      'get_upload_metadata',
      { component_id: 'parted', ...facts, parts: 2 },
    );
    const parts = await Promise.all(
      parted.urls.map(async ({ signed_url, part_number }) => {
        const half = part_number === 1 ? picture.subarray(0, 100) : picture.subarray(100);
        return { part_number, e_tag: (await put(signed_url, half)).headers.get('etag') };
      }),
    );
    await call('complete_multipart_upload', { component_id: 'parted', upload_id: parted.upload_id, parts });
    for (const id of ['whole', 'parted']) {
      await session.create('FileComponent', { id, name: 'still', file_type: '.png', size: picture.length });
      const located = { component_id: id, location_id: SERVER_LOCATION_ID, resource_identifier: id };
      await session.create('ComponentLocation', located);
      const stored = await fetch(session.getComponentUrl(id) ?? '');
      expect(Buffer.from(await stored.arrayBuffer()).equals(picture)).toBe(true);
      const thumbnail = await fetch(session.thumbnailUrl(id, { size: 50 }));
      const { width, height } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
      expect([width, height]).toEqual([50, 25]);
    }
    expect((await fetch(session.thumbnailUrl(''))).headers.get('content-type')).toBe('image/png');
  });

  it('discovers and launches an action with a form, also after the connection was cut', async () => {
    await session.create('User', { username: 'artist' });
    const [artist] = await read('User where username is artist');
    const reset = { reset_type: 'api_key', entity_type: 'User', entity_key: artist?.['id'] };
    const { data } = await call<{ data: { api_key: string } }>('reset_remote', reset);
    const client = await connect('artist', data.api_key);
    const service = session.eventHub;
    service.connect();
    client.eventHub.connect();
    service.subscribe('topic=ftrack.action.discover', () => ({
      items: [{ label: 'Greet', actionIdentifier: 'greet' }],
    }));
    service.subscribe('topic=ftrack.action.launch', (event) => {
      const { values } = event.data as { values?: { name: string } };
      return values === undefined
        ? { items: [{ type: 'text', name: 'name', label: 'Name', value: '' }] }
        : { success: true, message: `Hello ${values.name}` };
    });
    const untilConnected = (): Promise<void> =>
      vi.waitFor(
        () => {
          const counts = simulator.hub.connections().map(({ subscribers }) => subscribers.length);
          expect(counts.toSorted((a, b) => a - b)).toEqual([1, 3]);
        },
        { timeout: 10_000 },
      );
    await untilConnected();
    simulator.setFaults({ cutSockets: true });
    await vi.waitFor(() => expect(simulator.hub.connections()).toEqual([]));
    await untilConnected();
    const ask = async (topic: string, payload: object): Promise<unknown> => {
      const reply: unknown = await client.eventHub.publishAndWaitForReply(new Event(topic, payload), {
        timeout: 5,
      });
      return (reply as { data: unknown }).data;
    };
    const selection = [{ entityId: projectId, entityType: 'show' }];
    const item = { label: 'Greet', actionIdentifier: 'greet' };
    expect(await ask('ftrack.action.discover', { selection })).toEqual({ items: [item] });
    expect(await ask('ftrack.action.launch', { ...item, selection })).toMatchObject({
      items: [{ name: 'name' }],
    });
    expect(await ask('ftrack.action.launch', { ...item, selection, values: { name: 'Ada' } })).toEqual({
      success: true,
      message: 'Hello Ada',
    });
    service.disconnect();
    client.eventHub.disconnect();
  });
});
