import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { Contract, type SentCall } from './contract.ts';

const FOLDER = fileURLToPath(new URL('../../../../../shared/data/ayon', import.meta.url));

/** A call as our services send it; the status is that of success. */
function sent(call: string, body?: unknown): SentCall {
  const [method = '', url = ''] = call.split(' ');
  const { pathname, searchParams } = new URL(url, 'http://server');
  return {
    method,
    path: pathname,
    query: searchParams,
    contentType: 'application/json',
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    status: 200,
  };
}

describe.skipIf(!Contract.isIn(FOLDER))('the contract of a real server', () => {
  const contract = Contract.isIn(FOLDER) ? new Contract(FOLDER) : undefined;
  const judge = (call: string, body?: unknown): string[] | undefined =>
    contract?.judge(sent(call, body), (name) => name === 'ftrackId').complaints;
  const batch = (operation: object): string[] | undefined =>
    judge('POST /api/projects/demo/operations', { operations: [operation] });

  it('takes calls that it describes', () => {
    expect(judge('GET /api/projects?page=1&active=true')).toEqual([]);
    expect(judge('POST /api/events', { topic: 'a.b', depends_on: null, summary: { any: 1 } })).toEqual([]);
    const filter = { conditions: [{ key: 'project', value: ['a'], operator: 'in' }] };
    expect(judge('POST /api/enroll', { sourceTopic: ['a'], targetTopic: 'b', filter })).toEqual([]);
    expect(judge('GET /api/addons/ftrack/1.0.0/an/own/endpoint')).toEqual([]);
  });

  it('names routes, parameters and fields that are none', () => {
    expect(judge('GET /api/projects/demo/everything')).toEqual(['is no route of the server']);
    expect(judge('GET /api/projects?page=first&limit=3')).toEqual([
      'parameter page: "first" is no "integer"',
      'parameter limit is not read by this route',
    ]);
    expect(judge('POST /api/enroll', { sourceTopic: 3, target: 'b' })).toEqual([
      'body/sourceTopic is no string',
      'body/target is no field of EnrollRequestModel',
      'body/targetTopic is missing, EnrollRequestModel needs it',
    ]);
    expect(judge('POST /api/events')).toEqual(['the body is missing']);
  });

  it('looks into the data of operations', () => {
    const data = { name: 'a', folderType: 'Shot', attrib: { fps: 24, ftrackId: 'x' } };
    expect(batch({ type: 'create', entityType: 'folder', data })).toEqual([]);
    expect(batch({ type: 'update', entityType: 'folder', entityId: 'x', data: { taskType: 'FX' } })).toEqual([
      'body/operations/0/data/taskType is no field of FolderPatchModel',
    ]);
    expect(batch({ type: 'create', entityType: 'folder', data: { name: 'a', attrib: { none: 1 } } })).toEqual(
      ['body/operations/0/data/attrib/none is no field of FolderAttribModel'],
    );
  });

  it('validates queries against the recorded schema; attributes of a studio are not in it', () => {
    const query = (fields: string): string[] | undefined =>
      judge('POST /graphql', {
        query: `{ project(name: "x") { folders { edges { node { ${fields} } } } } }`,
      });
    expect(query('id attrib { fps ftrackId }')).toEqual([]);
    expect(query('id nothing')).toEqual(['Cannot query field "nothing" on type "FolderNode".']);
  });

  it('fails the close of a simulator that watched programs asked otherwise, and notes each kind of call', async () => {
    const record = await mkdtemp(path.join(tmpdir(), 'calls-'));
    const ayon = await startAyonSimulator({ contract: { folder: FOLDER, senderType: 'studio', record } });
    const ask = (url: string, senderType: string): Promise<Response> =>
      fetch(ayon.url + url, { headers: { 'x-api-key': ayon.apiKey, 'x-sender-type': senderType } });
    await ask('/api/users/me', 'studio');
    await ask('/api/users/me', 'studio');
    await ask('/api/nobody', 'other');
    await ask('/api/nothing', 'studio');
    await expect(ayon.close()).rejects.toThrow(/GET \/api\/nothing: is no route of the server/);
    const [file = ''] = await readdir(record);
    const lines = (await readFile(path.join(record, file), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { route: 'GET /api/users/me', complaints: [] },
      { route: 'GET /api/nothing', complaints: ['is no route of the server'] },
    ]);
    await rm(record, { recursive: true });
  });
});
