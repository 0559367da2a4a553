import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FtrackSimulator, startFtrackSimulator } from '../index.ts';
import type { JsonRecord } from './index.ts';
import { isOneTimePassword } from './one-time-password.ts';

const JENKINS_ID = 'd07ae5d0-66e1-11e1-b5e9-f23c91df25eb';
const PROJECT_ID = '5671dcb0-66de-11e1-8e6e-f23c91df25eb';
const NOW = new Date('2026-03-01T10:00:00Z');

describe('actions beside queries and changes', () => {
  let simulator: FtrackSimulator;
  let now = NOW;

  beforeAll(async () => {
    simulator = await startFtrackSimulator({ profile: 'reference', clock: () => now });
  });
  afterAll(() => simulator.close());

  function call(operation: JsonRecord): JsonRecord {
    return simulator.run([operation])[0] as JsonRecord;
  }

  function query(expression: string): readonly JsonRecord[] {
    return call({ action: 'query', expression })['data'] as JsonRecord[];
  }

  async function admin(path: string): Promise<unknown> {
    const headers = { 'x-simulator-admin': simulator.adminToken };
    return (await fetch(`${simulator.url}/simulator/${path}`, { headers })).json();
  }

  function componentWithFile(fileName: string, versionId: string | null = null): Promise<string> {
    return uploadComponent(simulator, { fileName, versionId });
  }

  it('names those it does not have in the words clients look for', () => {
    for (const action of ['assume_user', 'permissions', 'storage_usage', '']) {
      expect(() => call({ action })).toThrow(`Invalid action u'${action}'`);
    }
  });

  it('opens widgets for six minutes', async () => {
    const { widget_url } = call({
      action: 'get_widget_url',
      name: 'info',
      theme: null,
      entity_type: 'Project',
      entity_key: [PROJECT_ID],
    });
    const open = (): Promise<Response> => fetch(String(widget_url));
    expect(await (await open()).text()).toContain(`widget "info" about Project ${PROJECT_ID}`);
    now = new Date(NOW.getTime() + 6 * 60_000 + 1);
    expect((await open()).status).toBe(403);
    now = NOW;
    expect(() => call({ action: 'get_widget_url', name: 'other' })).toThrow('no widget "other"');
  });

  it('writes invitations down', async () => {
    expect(call({ action: 'send_user_invite', user_id: JENKINS_ID })).toEqual({ sent: true });
    expect(() => call({ action: 'send_user_invite', user_id: 'nobody' })).toThrow('There is no User');
    const [artist] = query('select id from User where username is artist1');
    expect(() => call({ action: 'send_user_invite', user_id: artist?.['id'] })).toThrow('no e-mail address');
    expect(await admin('mails')).toEqual([
      { kind: 'user_invite', to: 'jenkins@example.com', about: JENKINS_ID },
    ]);
  });

  it('gives, changes, restricts and takes security roles', () => {
    const ids = query('select id, name from SecurityRole order by name').map(({ id }) => id);
    const [administrator, api] = ids;
    const role = { user_id: JENKINS_ID, role_id: api };
    expect(call({ action: 'add_user_security_role', ...role })).toMatchObject({
      data: { __entity_type__: 'UserSecurityRole', user_id: JENKINS_ID, security_role_id: api },
    });
    expect(() => call({ action: 'add_user_security_role', ...role })).toThrow('already');
    call({ action: 'grant_user_security_role_project', ...role, project_id: PROJECT_ID });
    const projects = `select project.name from UserSecurityRoleProject where user_security_role.user.id is "${JENKINS_ID}"`;
    expect(query(projects)).toMatchObject([{ project: { name: 'client_tests' } }]);
    call({ action: 'revoke_user_security_role_project', ...role, project_id: PROJECT_ID });
    expect(query(projects)).toEqual([]);
    call({ action: 'update_user_security_role', ...role, new_role_id: administrator });
    expect(() => call({ action: 'remove_user_security_role', ...role })).toThrow('does not have');
    const changed = { ...role, role_id: administrator };
    expect(call({ action: 'remove_user_security_role', ...changed })).toMatchObject({ data: true });
  });

  it('starts a synchronisation of users that ends without LDAP', async () => {
    const { data } = call({ action: 'delayed_job', job_type: 'SYNC_USERS_LDAP' }) as { data: JsonRecord };
    expect(data).toMatchObject({ __entity_type__: 'Job', status: 'queued' });
    await vi.waitFor(() => {
      expect(query(`select status, finished_at from Job where id is "${String(data['id'])}"`)).toMatchObject([
        { status: 'failed', finished_at: { value: '2026-03-01T10:00:00' } },
      ]);
    });
    expect(() => call({ action: 'delayed_job', job_type: 'OTHER' })).toThrow('There is no job "OTHER"');
  });

  it('makes media ready for review by a job', async () => {
    const [version] = query('select id from AssetVersion');
    const versionId = String(version?.['id']);
    const component_id = await componentWithFile('plate.png', versionId);
    const { job_id } = call({
      action: 'encode_media',
      component_id,
      version_id: versionId,
      keep_original: true,
    });
    const job = `select status, data from Job where id is "${String(job_id)}"`;
    await vi.waitFor(() => expect(query(job)).toMatchObject([{ status: 'done' }]));
    const { output, ...rest } = JSON.parse(String(query(job)[0]?.['data'])) as JsonRecord;
    expect(rest).toMatchObject({ source_component_id: component_id, keep_original: true });
    expect(output).toEqual([{ format: 'image/jpeg', component_id: expect.any(String) as string }]);
    expect(
      query(
        `select thumbnail_id, components.name, components.metadata from AssetVersion where id is "${versionId}"`,
      ),
    ).toMatchObject([
      {
        thumbnail_id: expect.not.stringContaining(component_id) as string,
        components: [
          { name: 'plate' },
          { name: 'ftrackreview-image', metadata: [{ key: 'ftr_meta', value: '{"format":"image"}' }] },
        ],
      },
    ]);
    const { signed_url } = call({ action: 'generate_signed_url', component_id });
    expect((await fetch(String(signed_url))).headers.get('content-type')).toBe('image/png');
  });

  it('fails a job whose media nobody can play, and survives one that is deleted', async () => {
    const component_id = await componentWithFile('scene.blend');
    const start = (): unknown => call({ action: 'encode_media', component_id, version_id: null })['job_id'];
    const failing = start();
    const deleted = start();
    call({ action: 'delete', entity_type: 'Job', entity_key: [deleted] });
    await vi.waitFor(() =>
      expect(query(`select status from Job where id is "${String(failing)}"`)).toMatchObject([
        { status: 'failed' },
      ]),
    );
    expect(() => call({ action: 'generate_signed_url', component_id: 'x' })).toThrow('has no file');
  });

  it('takes a one-time password', () => {
    // Secret, time and password of RFC 6238, appendix B.
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(isOneTimePassword('287082', secret, new Date(59_000))).toBe(true);
    expect(isOneTimePassword('287082', secret, new Date(200_000))).toBe(false);
    expect(() => call({ action: 'configure_totp', secret, code: '000000' })).toThrow('one-time password');
  });
});

/** Uploads as clients do: first the file, then the component. Answers its id. */
async function uploadComponent(
  simulator: FtrackSimulator,
  { fileName, versionId }: { fileName: string; versionId: string | null },
): Promise<string> {
  const id = `component-of-${fileName}`;
  const [target] = simulator.run([
    { action: 'get_upload_metadata', component_id: id, file_name: fileName, file_size: 1, checksum: null },
  ]) as [{ url: string }];
  await fetch(target.url, { method: 'PUT', body: 'x' });
  const [name, extension] = fileName.split('.');
  simulator.run([
    {
      action: 'create',
      entity_type: 'FileComponent',
      entity_data: { id, name, file_type: `.${extension}`, version_id: versionId },
    },
  ]);
  return id;
}
